import { join } from 'node:path'
import { setImmediate as pause } from 'node:timers/promises'
import type { RunConfig } from '../../contract/run-config.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import { augmentationImplementation } from '../../core/augmentations/index.ts'
import { createBatches } from '../../core/datasets/batches.ts'
import { imageSizeOf } from '../../core/datasets/image-set.ts'
import { countParameters } from '../../core/network/count.ts'
import type { Network } from '../../core/network/network.ts'
import { batchRecipe } from '../../core/training/batch-recipe.ts'
import type { TrainingEvent } from '../../core/training/events.ts'
import { forkedState } from '../../core/training/forked-state.ts'
import { canStayOnDevice } from '../../core/training/kept-images.ts'
import type { StepRuntime } from '../../core/training/runtime.ts'
import { train, type TrainOptions } from '../../core/training/train.ts'
import { createBatchSource } from '../batch-source.ts'
import { readCheckpoint, readModel, writeCheckpoint } from '../checkpoint-files.ts'
import { discardUnrecorded, newestCheckpoint } from '../checkpoint-folder.ts'
import { openDatasetCache, type DatasetCache } from '../dataset-cache.ts'
import { createInitialModel, type InitialModel } from '../initial-model.ts'
import type { JobEvent, JobResult, TrainJob } from '../protocol.ts'
import { createResidentBatches } from '../resident-batches.ts'

export interface JobContext {
  readonly runtime: StepRuntime
  readonly signal: AbortSignal
  /** The step under way is to end too, without its result. */
  readonly interrupt: AbortSignal
  emit(event: JobEvent): void
}

/** Trains a run: dataset cache and checkpoint in, events and checkpoint files out. */
export async function runTrainJob(job: TrainJob, context: JobContext): Promise<JobResult> {
  const data = openDatasetCache(job.datasetFolder)
  try {
    return await trainOn(data, job, context)
  } finally {
    data.close()
  }
}

async function trainOn(data: DatasetCache, job: TrainJob, context: JobContext): Promise<JobResult> {
  const { config } = job
  const network = networkOf(config.architecture, data)
  const folder = join(job.runFolder, 'checkpoints')
  const recipe = batchRecipe(config)
  const batches = createBatches({ ...recipe, images: data.train })
  const { perEpoch } = batches
  const { initial, ...start } = readStart(job, network, folder, perEpoch)
  const source = canStayOnDevice(data.train, batches, context.runtime)
    ? createResidentBatches(data.train, batches, context.runtime)
    : createBatchSource(
        { ...recipe, datasetFolder: job.datasetFolder },
        { ...batches, imageSize: imageSizeOf(data.train) },
        start.resume?.step ?? 0,
      )
  try {
    context.emit({ kind: 'summary', parameters: countParameters(network).total, stepsTotal: perEpoch * config.epochs })
    const events = train({
      config,
      network,
      train: data.train,
      validation: data.validation,
      batchesPerEpoch: perEpoch,
      nextBatch: (epoch, index) => source.next(epoch, index),
      runtime: context.runtime,
      signal: context.signal,
      interrupt: context.interrupt,
      initial: initial.state,
      ...start,
      pause,
    })
    const rate = createRate(context.runtime.now, config.batchSize)
    for await (const event of events) {
      if (event.kind === 'ended') return { outcome: event.outcome, step: event.step, epoch: event.epoch }
      for (const told of tell(withOrigins(event, config, initial), network, folder, rate)) context.emit(told)
    }
    throw new Error('The training loop ended without saying so.')
  } finally {
    await source.close()
  }
}

/** What a run goes on from: its own checkpoint, or the one that it was forked from; else what it begins with. */
function readStart(
  { config, resumeFrom, fork, initialWeights }: TrainJob,
  network: Network,
  folder: string,
  perEpoch: number,
): Pick<TrainOptions, 'resume' | 'best' | 'isStartSaved'> & { readonly initial: InitialModel } {
  const recorded = resumeFrom === null ? null : readCheckpoint(resumeFrom, network)
  discardUnrecorded(folder, recorded)
  if (recorded !== null) {
    const best = newestCheckpoint(folder, 'best')
    return {
      initial: { state: recorded, told: null },
      resume: recorded,
      best: best === null ? null : readModel(best, network),
    }
  }
  if (fork === null) return { initial: createInitialModel(network, config, initialWeights), resume: null, best: null }
  const origin = readCheckpoint(fork.checkpoint, network)
  const resume = fork.keepsProgress ? forkedState(origin, perEpoch, fork) : null
  return { initial: { state: origin, told: null }, resume, best: null, isStartSaved: false }
}

/** What a run does first tells from which weights it starts and where its images are augmented, too. */
function withOrigins<E extends TrainingEvent>(event: E, { augmentations }: RunConfig, { told }: InitialModel): E {
  if (event.kind !== 'happened' || (event.what !== 'started' && event.what !== 'resume')) return event
  const augmented = augmentations.length === 0 ? null : `Augmented by ${augmentationImplementation}.`
  const message = [event.message, told, augmented].filter(Boolean).join(' ')
  return { ...event, message }
}

function* tell(
  event: Exclude<TrainingEvent, { kind: 'ended' }>,
  network: Network,
  folder: string,
  rate: (step: number) => number | null,
): Generator<JobEvent> {
  switch (event.kind) {
    case 'points':
      yield { kind: 'points', points: [...event.points] }
      return
    case 'happened':
      yield event
      return
    case 'progress': {
      const { step, stepsTotal, epoch, note } = event
      yield { kind: 'progress', done: step, total: stepsTotal, epoch, rate: rate(step), note }
      return
    }
    case 'checkpoint': {
      // All are there before one is told, and what is told in one turn is recorded as one.
      const files = event.keptAs.map((kind) => writeCheckpoint(folder, kind, network, event.state))
      for (const file of files) yield { kind: 'checkpoint', file }
      return
    }
  }
}

/** Images per second over the last 20 steps; null until two steps were seen. */
function createRate(now: () => number, batchSize: number): (step: number) => number | null {
  const marks: { step: number; at: number }[] = []
  return (step) => {
    marks.push({ step, at: now() })
    if (marks.length > 21) marks.shift()
    const [first] = marks
    const last = marks.at(-1)
    if (!first || !last || last.at <= first.at) return null
    return ((last.step - first.step) * batchSize * 1000) / (last.at - first.at)
  }
}
