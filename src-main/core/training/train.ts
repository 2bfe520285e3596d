import type { RunConfig } from '../../contract/run-config.ts'
import type { ImageSet, StepBatch } from '../datasets/image-set.ts'
import type { Network } from '../network/network.ts'
import type { TrainingEvent } from './events.ts'
import type { StepRuntime } from './runtime.ts'
import type { ModelState, ResumableState } from './state.ts'
import { trainEpoch } from './train-epoch.ts'
import { startTrainingRun, type TrainingRun } from './training-run.ts'

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
  /**
   * Whether the state to start from need not be saved: it is the run's own checkpoint, or its configuration makes it
   * again. Default true; a fork has to save where it ends before its first step.
   */
  readonly isStartSaved?: boolean
  /** The weights of the best epoch so far, for `restoreBest` of a resumed run. */
  readonly best: ModelState | null
}

/**
 * Trains a network and yields what happens, in this order: `started` or `resume`, and what is frozen; for every step
 * progress and, every ten steps, points; after every epoch its points, what changed, then a checkpoint; `ended` last.
 * Throws `not-a-number` naming the step when loss or gradient is not finite; the last checkpoint is then the last good
 * one.
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent> {
  const run = startTrainingRun(options)
  try {
    yield* tellStart(run)
    let end: 'cancelled' | 'early-stop' | null = null
    while (end === null && !run.isComplete) end = yield* trainEpoch(run)
    const { step, measuredEpochs: epoch } = run
    if (end === 'cancelled') yield { kind: 'ended', outcome: 'cancelled', step, epoch }
    else {
      yield* restoreBest(run)
      yield { kind: 'ended', outcome: run.stopper.reason === null ? 'done' : 'early-stop', step, epoch }
    }
  } finally {
    run.dispose()
  }
}

async function* tellStart({ options, stepsTotal, step, trained }: TrainingRun): AsyncGenerator<TrainingEvent> {
  const { config, resume } = options
  yield resume
    ? { kind: 'happened', what: 'resume', step, message: `Resumed at step ${step} of ${stepsTotal}.` }
    : { kind: 'happened', what: 'started', step, message: `Started: ${stepsTotal} steps in ${config.epochs} epochs.` }
  // A run that is resumed has told it; a fork has not.
  const isResumed = resume?.earlyStopping !== undefined
  if (trained.opening !== null && !isResumed) yield { kind: 'happened', what: 'unfreezing', step, ...trained.opening }
}

/** Leaves the run with the weights of its best epoch where early stopping asks for that. */
async function* restoreBest(run: TrainingRun): AsyncGenerator<TrainingEvent> {
  const { stopper, step } = run
  const { restored } = stopper
  if (restored === null) return
  const message = `Restored the weights of epoch ${stopper.state.bestEpoch}.`
  yield { kind: 'happened', what: 'checkpoint', step, message }
  yield await run.checkpoint(['last'], { ...(await run.state()), ...restored })
}
