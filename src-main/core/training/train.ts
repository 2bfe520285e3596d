import * as tf from '@tensorflow/tfjs-core'
import type { MetricPoint } from '../../contract/runs.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod } from '../catalog.ts'
import type { ImageSet, StepBatch } from '../datasets/image-set.ts'
import { createClassifier } from '../evaluation/classifier.ts'
import type { Network } from '../network/network.ts'
import { createEpochLoss } from './epoch-loss.ts'
import { createRate } from './rate.ts'
import type { TrainingEvent } from './events.ts'
import { createPanels } from './panels.ts'
import { isInterruption, type StepRuntime } from './runtime.ts'
import type { ModelState, ResumableState, TrainingState } from './state.ts'
import { createStopper } from './stopper.ts'
import { leavesOf } from './tensor-tree.ts'
import { download, uploadModel, uploadSlots } from './tensors.ts'
import { createTrainedBlocks } from './trained-blocks.ts'
import { startTrainingSteps, type Metrics, type StepState, type TrainingSteps } from './training-steps.ts'

/** Steps between two readings of the losses: a reading may have to wait for the device. */
const readEvery = 10

export interface TrainOptions {
  readonly config: RunConfig
  readonly network: Network
  readonly train: ImageSet
  readonly validation: ImageSet
  readonly batchesPerEpoch: number
  /** The batch of an epoch (0 first) and place in it. */
  nextBatch(epoch: number, index: number): Promise<StepBatch>
  readonly runtime: StepRuntime
  /** Seen once a step: the step is finished, a checkpoint yielded, the run ended as cancelled. */
  readonly signal: { readonly aborted: boolean }
  /** Ends the step that is under way, whose result is lost: the checkpoint is then of the state before it. */
  readonly interrupt?: AbortSignal
  /** Lets messages through; called once a step. */
  pause(): Promise<void>
  readonly initial: ModelState
  /** Go on from here instead: the rest of the run is the same as if it had never stopped. */
  readonly resume: ResumableState | null
  /** The weights of the best epoch so far, for `restoreBest` of a resumed run. */
  readonly best: ModelState | null
}

/**
 * Trains a network and yields what happens, in this order: `started` or `resume`, and what is frozen; for every step
 * progress and, every ten steps, points; after every epoch its points, what changed, then a checkpoint; `ended` last. Throws `not-a-number` naming the step
 * when loss or gradient is not finite; the last checkpoint is then the last good one.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent> {
  const { config, network, batchesPerEpoch, runtime, signal, resume } = options
  const stepsTotal = batchesPerEpoch * config.epochs
  const optimizer = findMethod('optimizers', config.optimizer)
  const rate = createRate(config, { stepsTotal, stepsPerEpoch: batchesPerEpoch }, resume?.schedule)
  const stopper = createStopper(config.earlyStopping, resume?.earlyStopping, options.best)
  const trained = createTrainedBlocks(config, network, batchesPerEpoch, resume ?? undefined)
  const epochLoss = createEpochLoss(resume?.epochLoss)
  const startSteps = (from: StepState): TrainingSteps => {
    try {
      return startTrainingSteps({ ...options, shape: options.train.shape }, from, trained.part)
    } finally {
      tf.dispose(leavesOf(from))
    }
  }
  let steps = startSteps({
    ...uploadModel(network, resume ?? options.initial),
    slots: uploadSlots(network, optimizer.method.slots(optimizer.values).length, resume?.slots ?? null),
  })

  const panels = createPanels({
    ...options,
    classifier: createClassifier(network, runtime),
    monitor: config.monitor,
    seed: config.seed,
    signal: options.interrupt,
  })

  let step = resume?.step ?? 0
  /** Epochs that were measured; one less than are over where the run was cancelled in between. */
  let measuredEpochs = resume?.epoch ?? 0
  const unread: { step: number; rate: number; images: number; metrics: Metrics }[] = []
  const state = (): Promise<TrainingState> =>
    borrow(steps, async ({ weights, statistics, slots }) => ({
      step,
      epoch: measuredEpochs,
      weights: await download(weights),
      statistics: await download(statistics),
      slots: await Promise.all(slots.map(download)),
      schedule: rate.state,
      freezing: trained.state,
      epochLoss: epochLoss.state,
      earlyStopping: stopper.state,
    }))
  const readPoints = async function* (): AsyncGenerator<TrainingEvent> {
    const points: MetricPoint[] = []
    let failure: AppError | null = null
    while (unread.length > 0 && failure === null) {
      const { step: at, rate: used, images, metrics } = unread[0] as (typeof unread)[number]
      const values: [string, number][] = [['learning-rate', used]]
      for (const [name, scalar] of Object.entries(metrics)) {
        const [value = Number.NaN] = await scalar.data<'float32'>()
        if (!Number.isFinite(value)) failure ??= notANumber(name, at)
        else if (name === 'loss') epochLoss.add(value, images)
        values.push([name, value])
      }
      unread.shift()
      tf.dispose(Object.values(metrics))
      if (failure === null) {
        points.push(...values.map(([name, value]) => ({ name, step: at, epoch: at / batchesPerEpoch, value })))
      }
    }
    if (points.length > 0) yield { kind: 'points', points }
    if (failure !== null) throw failure
  }

  try {
    yield resume
      ? { kind: 'happened', what: 'resume', step, message: `Resumed at step ${step} of ${stepsTotal}.` }
      : { kind: 'happened', what: 'started', step, message: `Started: ${stepsTotal} steps in ${config.epochs} epochs.` }
    // A run that is resumed has told it; a fork has not.
    const isResumed = resume?.earlyStopping !== undefined
    if (trained.opening !== null && !isResumed) yield { kind: 'happened', what: 'unfreezing', step, ...trained.opening }

    while (step < stepsTotal || measuredEpochs < config.epochs) {
      const epoch = measuredEpochs
      const epochStart = runtime.now()
      let images = 0
      let waitedMs = 0
      const end = (epoch + 1) * batchesPerEpoch
      for (let isOver = step === end; !isOver; isOver = step === end || signal.aborted) {
        const waitStart = runtime.now()
        const batch = await options.nextBatch(epoch, step % batchesPerEpoch)
        waitedMs += runtime.now() - waitStart
        const used = rate.at(step) * trained.rateFactor(step)
        const metrics = await unlessInterrupted(
          steps.advance(batch, { step, rate: used }, { signal: options.interrupt }),
        )
        if (metrics === null) {
          yield* readPoints()
          const isSaved = step % batchesPerEpoch === 0 || step === resume?.step
          if (!isSaved) yield { kind: 'checkpoint', state: await state(), isBest: false }
          yield { kind: 'ended', outcome: 'cancelled', step, epoch }
          return
        }
        step++
        images += batch.labels.length
        unread.push({ step, rate: used, images: batch.labels.length, metrics })
        if (unread.length >= readEvery) yield* readPoints()
        yield { kind: 'progress', step, stepsTotal, epoch, note: `epoch ${epoch + 1} of ${config.epochs}` }
        await options.pause()
      }
      yield* readPoints()

      if (step === end) {
        const epochMs = runtime.now() - epochStart
        const measured = await borrow(steps, (model) => panels.measure(model))
        if (measured === null) {
          yield { kind: 'checkpoint', state: await state(), isBest: false }
          yield { kind: 'ended', outcome: 'cancelled', step, epoch }
          return
        }
        measuredEpochs++
        if (!Number.isFinite(measured['validation-loss'])) throw notANumber('validation-loss', step)
        const metrics = {
          ...measured,
          'training-loss': epochLoss.end(),
          ...(images > 0 && {
            'images-per-second': (images * 1000) / epochMs,
            'data-wait-share': waitedMs / epochMs,
          }),
        }
        yield {
          kind: 'points',
          points: Object.entries(metrics).map(([name, value]) => ({ name, step, epoch: epoch + 1, value })),
        }
        const reason = rate.observe(metrics)
        if (reason !== null) yield { kind: 'happened', what: 'rate-drop', step, message: reason }
        const change = trained.observe(metrics, step)
        if (change !== null) {
          yield { kind: 'happened', what: 'unfreezing', step, ...change }
          const reached = steps.state()
          steps.dispose()
          steps = startSteps(reached)
        }
        const isBest = stopper.observe(epoch + 1, metrics)
        const reached = await state()
        if (isBest) stopper.remember(reached)
        yield { kind: 'checkpoint', state: reached, isBest }
        if (stopper.reason !== null) {
          yield { kind: 'happened', what: 'early-stop', step, message: stopper.reason }
          break
        }
      } else yield { kind: 'checkpoint', state: await state(), isBest: false }
      if (signal.aborted && step < stepsTotal) {
        yield { kind: 'ended', outcome: 'cancelled', step, epoch: Math.floor(step / batchesPerEpoch) }
        return
      }
    }
    const restored = stopper.restored
    if (restored !== null) {
      yield {
        kind: 'happened',
        what: 'checkpoint',
        step,
        message: `Restored the weights of epoch ${stopper.state.bestEpoch}.`,
      }
      yield { kind: 'checkpoint', state: { ...(await state()), ...restored }, isBest: false }
    }
    const outcome = stopper.reason === null ? 'done' : 'early-stop'
    yield { kind: 'ended', outcome, step, epoch: Math.floor(step / batchesPerEpoch) }
  } finally {
    steps.dispose()
    panels.dispose()
    tf.dispose(unread.flatMap(({ metrics }) => Object.values(metrics)))
  }
}

/** Lends the tensors of the present state. */
async function borrow<T>(steps: TrainingSteps, use: (state: StepState) => Promise<T>): Promise<T> {
  const state = steps.state()
  try {
    return await use(state)
  } finally {
    tf.dispose(leavesOf(state))
  }
}

/** Null where the step was interrupted. */
async function unlessInterrupted(step: Promise<Metrics>): Promise<Metrics | null> {
  try {
    return await step
  } catch (error) {
    if (isInterruption(error)) return null
    throw error
  }
}

function notANumber(name: string, step: number): AppError {
  return new AppError('not-a-number', `Training stopped at step ${step}: ${name} was not a finite number.`, {
    hint: 'The last checkpoint is good. Lower the learning rate, or clip the gradients (clipGradientNorm), and resume or start again.',
  })
}
