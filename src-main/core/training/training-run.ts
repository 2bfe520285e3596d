import * as tf from '@tensorflow/tfjs-core'
import { findMethod } from '../catalog.ts'
import { createClassifier } from '../evaluation/classifier.ts'
import type { CheckpointKind } from '../../contract/runs.ts'
import { classWeights } from './class-weights.ts'
import { createEpochLoss, type EpochLoss } from './epoch-loss.ts'
import type { TrainingEvent } from './events.ts'
import { createCheckpointChoice, type CheckpointChoice } from './kept-as.ts'
import { requireFinite } from './not-a-number.ts'
import { createOverfittingWatch, type OverfittingWatch } from './overfitting.ts'
import { createPanels, type Panels } from './panels.ts'
import { createRate, type Rate } from './rate.ts'
import type { TrainingState } from './state.ts'
import { createStepReadings, type StepReadings } from './step-readings.ts'
import { createStopper, type Stopper } from './stopper.ts'
import { leavesOf } from './tensor-tree.ts'
import { download, uploadCarried, uploadModel, uploadSlots } from './tensors.ts'
import type { TrainOptions } from './train.ts'
import { createTrainedBlocks, type TrainedBlocks } from './trained-blocks.ts'
import { carriedShapes, startTrainingSteps, type StepState, type TrainingSteps } from './training-steps.ts'

/** A run under way: what its steps and the ends of its epochs move on. */
export interface TrainingRun {
  readonly options: TrainOptions
  readonly stepsTotal: number
  readonly rate: Rate
  readonly stopper: Stopper
  readonly keeping: CheckpointChoice
  readonly overfitting: OverfittingWatch
  readonly trained: TrainedBlocks
  readonly epochLoss: EpochLoss
  readonly readings: StepReadings
  readonly panels: Panels
  /** Those of the blocks that are trained now. */
  readonly steps: TrainingSteps
  /** Steps done. */
  step: number
  /** Epochs that were measured; one less than are over where the run was cancelled in between. */
  measuredEpochs: number
  /** Whether all epochs are trained and measured. */
  readonly isComplete: boolean
  /** Whether the present state has to be saved before the run may end. */
  readonly isUnsaved: boolean
  /** All that the run needs to go on from here. Throws `not-a-number` where nothing can. */
  state(): Promise<TrainingState>
  /** An event with the present state, or with another in its place, which counts as saved from then on. */
  checkpoint(keptAs?: readonly CheckpointKind[], state?: TrainingState): Promise<TrainingEvent>
  /** Lends the tensors of the present state. */
  lend<T>(use: (state: StepState) => Promise<T>): Promise<T>
  /** Goes on with the steps of the blocks that are trained from now on. */
  changeSteps(): void
  dispose(): void
}

/** Brings weights and panels to the device and stands before the first step. */
export function startTrainingRun(options: TrainOptions): TrainingRun {
  const { config, network, batchesPerEpoch, runtime, resume } = options
  const stepsTotal = batchesPerEpoch * config.epochs
  const optimizer = findMethod('optimizers', config.optimizer)
  const rate = createRate(config, { stepsTotal, stepsPerEpoch: batchesPerEpoch }, resume?.schedule)
  const stopper = createStopper(config.earlyStopping, resume?.earlyStopping, options.best)
  const keeping = createCheckpointChoice(config, resume?.keeping)
  const trained = createTrainedBlocks(config, network, batchesPerEpoch, resume ?? undefined)
  const epochLoss = createEpochLoss(resume?.epochLoss)
  const stepOptions = { ...options, shape: options.train.shape, classWeights: classWeights(config, options.train) }
  const start = (from: StepState): TrainingSteps => {
    try {
      return startTrainingSteps(stepOptions, from, trained.part)
    } finally {
      tf.dispose(leavesOf(from))
    }
  }
  let steps = start({
    ...uploadModel(network, resume ?? options.initial),
    slots: uploadSlots(network, optimizer.method.slots(optimizer.values).length, resume?.slots ?? null),
    carried: uploadCarried(carriedShapes(config, options.train.shape), resume?.carried),
  })
  const classifier = createClassifier(network, runtime)
  const panels = createPanels({
    ...options,
    classifier,
    monitor: config.monitor,
    imagesPerClass: config.dataset.imagesPerClass,
    seed: config.seed,
    signal: options.interrupt,
  })
  const overfitting = createOverfittingWatch(config, panels.counts, resume?.overfitting)
  const readings = createStepReadings(batchesPerEpoch, epochLoss)
  let savedStep = options.isStartSaved === false ? null : (resume?.step ?? 0)

  const run: TrainingRun = {
    ...{ options, stepsTotal, rate, stopper, keeping, overfitting, trained, epochLoss, readings, panels },
    step: resume?.step ?? 0,
    measuredEpochs: resume?.epoch ?? 0,
    get steps() {
      return steps
    },
    get isComplete() {
      return run.step >= stepsTotal && run.measuredEpochs >= config.epochs
    },
    get isUnsaved() {
      return savedStep !== run.step
    },
    async state() {
      const state = await run.lend(async ({ weights, statistics, slots, carried = [] }) => ({
        step: run.step,
        epoch: run.measuredEpochs,
        stepsPerEpoch: batchesPerEpoch,
        weights: await download(weights),
        statistics: await download(statistics),
        slots: await Promise.all(slots.map(download)),
        ...(carried.length > 0 && { carried: await download(carried) }),
        schedule: rate.state,
        freezing: trained.state,
        epochLoss: epochLoss.state,
        earlyStopping: stopper.state,
        keeping: keeping.state,
        overfitting: overfitting.state,
      }))
      requireFinite(network, state)
      return state
    },
    async checkpoint(keptAs = ['last'], state) {
      savedStep = run.step
      return { kind: 'checkpoint', state: state ?? (await run.state()), keptAs }
    },
    async lend(use) {
      const state = steps.state()
      try {
        return await use(state)
      } finally {
        tf.dispose(leavesOf(state))
      }
    },
    changeSteps() {
      const reached = steps.state()
      steps.dispose()
      steps = start(reached)
    },
    dispose() {
      steps.dispose()
      panels.dispose()
      classifier.dispose()
      readings.dispose()
    },
  }
  return run
}
