import { setImmediate as pause } from 'node:timers/promises'
import type { Prediction } from '../../contract/evaluations.ts'
import { drawImages } from '../../core/datasets/chosen-images.ts'
import { evaluate } from '../../core/evaluation/evaluate.ts'
import { joinReach, type Reach } from '../../core/evaluation/reach.ts'
import { sampleSize } from '../../core/robustness-checks/cost.ts'
import { robustnessChecks } from '../../core/robustness-checks/index.ts'
import { runChecks } from '../../core/robustness-checks/run-checks.ts'
import { createSample } from '../../core/robustness-checks/sample.ts'
import { isInterruption } from '../../core/training/runtime.ts'
import { openDatasetCache, type DatasetCache } from '../dataset-cache.ts'
import { fileVersion } from '../file-version.ts'
import type { EvaluateJob, JobResult } from '../protocol.ts'
import { attemptsOn } from './kept-attempts.ts'
import { loadCheckpoint, type LoadedModel } from './load-model.ts'
import type { JobContext } from './train-job.ts'

/** Images of an evaluation are seen in batches of this many, in their order. */
export const evaluationBatchSize = 128

/**
 * Evaluates a checkpoint's base model under one condition; every image becomes one prediction. An attack's evaluation is
 * then checked.
 */
export async function runEvaluateJob(job: EvaluateJob, context: JobContext): Promise<JobResult> {
  const data = openDatasetCache(job.datasetFolder)
  let loaded: LoadedModel | null = null
  try {
    loaded = loadCheckpoint(job, data, context.runtime)
    const { rows, reach } = await predict(job, { context, data, loaded })
    if (rows.length < job.images) return { outcome: 'cancelled', step: rows.length, epoch: 0 }
    if (reach !== null) await check(job, { context, data, loaded, rows, reach })
    return { outcome: 'done', step: rows.length, epoch: 0 }
  } catch (error) {
    if (!isInterruption(error)) throw error
    return { outcome: 'cancelled', step: 0, epoch: 0 }
  } finally {
    loaded?.dispose()
    data.close()
  }
}

interface Work {
  readonly context: JobContext
  readonly data: DatasetCache
  readonly loaded: LoadedModel
}

interface Predicted {
  readonly rows: readonly Prediction[]
  readonly reach: Reach | null
}

async function predict(job: EvaluateJob, { context, data, loaded }: Work): Promise<Predicted> {
  const { runtime, signal, emit } = context
  const images = data[job.split]
  const indices = drawImages(images.count, job.images)
  const { classifier, model } = loaded
  const { condition } = job
  const sight = { images, condition, seed: job.config.seed }
  const batches = evaluate({ ...sight, classifier, model, indices, batchSize: evaluationBatchSize, signal, pause })
  const started = runtime.now()
  const all: Prediction[] = []
  let farthest: Reach | null = null
  for await (const { rows, reach } of batches) {
    all.push(...rows)
    if (reach) farthest = joinReach(farthest, reach)
    const rate = (all.length * 1000) / Math.max(1, runtime.now() - started)
    emit({ kind: 'predictions', rows: [...rows] })
    emit({ kind: 'progress', done: all.length, total: indices.length, epoch: 0, rate, note: condition.id })
  }
  return { rows: all, reach: farthest }
}

/** Tries attacks on a part of the images, and tells what is to be thought of the accuracy. */
async function check(
  job: EvaluateJob,
  { context, data, loaded, rows, reach }: Work & { rows: readonly Prediction[]; reach: Reach },
): Promise<void> {
  const { runtime, signal, emit } = context
  const images = data[job.split]
  const indices = drawImages(images.count, Math.min(sampleSize, job.images))
  const isRight = new Map(rows.map(({ image, truth, predicted }) => [image, truth === predicted]))
  const { surrogate } = job
  const sample = createSample({
    ...{ ...loaded, images, indices, signal, pause },
    evaluated: Array.from(indices, (image) => isRight.get(image) === true),
    attack: job.condition,
    surrogate: surrogate && {
      name: surrogate.name,
      version: fileVersion(surrogate.checkpoint),
      load: () => loadCheckpoint(surrogate, data, runtime),
    },
    seed: job.config.seed,
    memory: attemptsOn(job, indices.length),
  })
  const tell = (title: string, index: number): void => {
    const note = `check ${index + 1} of ${robustnessChecks.length}: ${title}`
    emit({ kind: 'progress', done: job.images, total: job.images, epoch: 0, rate: null, note })
  }
  emit({ kind: 'checks', checks: await runChecks({ reach, sample, tell }) })
}
