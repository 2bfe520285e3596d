import type { TrainingEvent } from './events.ts'
import { notANumber } from './not-a-number.ts'
import { isInterruption } from './runtime.ts'
import type { TrainingRun } from './training-run.ts'
import type { Metrics } from './training-steps.ts'

/** Steps between two readings of the losses: a reading may have to wait for the device. */
const readEvery = 10

/** What the steps of an epoch took. */
interface Pace {
  readonly startedAt: number
  readonly images: number
  /** For batches. */
  readonly waitedMs: number
}

/**
 * Trains to the end of the present epoch, or the rest of one, and measures it. Returns why the run is to end, or null
 * where it goes on.
 */
export async function* trainEpoch(run: TrainingRun): AsyncGenerator<TrainingEvent, 'cancelled' | 'early-stop' | null> {
  const { stopper, readings, options } = run
  const pace = yield* takeSteps(run)
  yield* readings.read()
  const isMeasured = pace !== null && run.step === endOfEpoch(run) && (yield* endEpoch(run, pace))
  if (!isMeasured) {
    if (run.isUnsaved) yield await run.checkpoint()
    return 'cancelled'
  }
  if (stopper.reason !== null) {
    yield { kind: 'happened', what: 'early-stop', step: run.step, message: stopper.reason }
    return 'early-stop'
  }
  return options.signal.aborted && run.step < run.stepsTotal ? 'cancelled' : null
}

/** Takes the steps that are left of the epoch, fewer where the run is cancelled. Null where one was interrupted. */
async function* takeSteps(run: TrainingRun): AsyncGenerator<TrainingEvent, Pace | null> {
  const { options, stepsTotal, rate, trained, readings } = run
  const { config, batchesPerEpoch, runtime, signal } = options
  const epoch = run.measuredEpochs
  const end = endOfEpoch(run)
  const startedAt = runtime.now()
  let images = 0
  let waitedMs = 0
  // A step at least: what was aborted before it ends after it.
  for (let isOver = run.step === end; !isOver; isOver = run.step === end || signal.aborted) {
    const { step } = run
    const waitStart = runtime.now()
    const batch = await options.nextBatch(epoch, step % batchesPerEpoch)
    waitedMs += runtime.now() - waitStart
    const used = rate.at(step) * trained.rateFactor(step)
    const metrics = await unlessInterrupted(
      run.steps.advance(batch, { step, rate: used }, { signal: options.interrupt }),
    )
    if (metrics === null) return null
    run.step++
    images += batch.labels.length
    readings.add({ step: run.step, rate: used, images: batch.labels.length, metrics })
    if (readings.waiting >= readEvery) yield* readings.read()
    yield { kind: 'progress', step: run.step, stepsTotal, epoch, note: `epoch ${epoch + 1} of ${config.epochs}` }
    await options.pause()
  }
  return { startedAt, images, waitedMs }
}

/** Measures the epoch, tells what follows from it, and saves. Returns false where the measuring was interrupted. */
async function* endEpoch(run: TrainingRun, pace: Pace): AsyncGenerator<TrainingEvent, boolean> {
  const { rate, stopper, keeping, overfitting, trained } = run
  const metrics = await measureEpoch(run, pace)
  if (metrics === null) return false
  const { step, measuredEpochs: epoch } = run
  const points = Object.entries(metrics).map(([name, value]) => ({ name, step, epoch, value }))
  yield { kind: 'points', points }
  const seen = overfitting.observe(epoch, metrics, stopper.state.bestEpoch)
  if (seen !== null) yield { kind: 'happened', what: seen.kind, step, message: seen.message }
  const reason = rate.observe(metrics)
  if (reason !== null) yield { kind: 'happened', what: 'rate-drop', step, message: reason }
  const change = trained.observe(metrics, step)
  if (change !== null) {
    yield { kind: 'happened', what: 'unfreezing', step, ...change }
    run.changeSteps()
  }
  const isBest = stopper.observe(epoch, metrics)
  const keptAs = keeping.choose(epoch, metrics, isBest)
  const state = await run.state()
  if (isBest) stopper.remember(state)
  yield await run.checkpoint(keptAs, state)
  return true
}

/** All that is told of an epoch. Null where it was interrupted. Throws `not-a-number`. */
async function measureEpoch(run: TrainingRun, pace: Pace): Promise<Record<string, number> | null> {
  const { panels, epochLoss, options } = run
  const epochMs = options.runtime.now() - pace.startedAt
  const measured = await run.lend((model) => panels.measure(model))
  if (measured === null) return null
  run.measuredEpochs++
  if (!Number.isFinite(measured['validation-loss'])) throw notANumber('validation-loss', run.step)
  return {
    ...measured,
    'training-loss': epochLoss.end(),
    ...(pace.images > 0 && {
      'images-per-second': (pace.images * 1000) / epochMs,
      'data-wait-share': pace.waitedMs / epochMs,
    }),
  }
}

/** Steps done when the present epoch is over. */
function endOfEpoch({ measuredEpochs, options }: TrainingRun): number {
  return (measuredEpochs + 1) * options.batchesPerEpoch
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
