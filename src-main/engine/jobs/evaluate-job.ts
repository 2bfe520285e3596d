import { setImmediate as pause } from 'node:timers/promises'
import { calibrate, calibrateImages } from '../../core/evaluation/calibrate.ts'
import { drawImages } from '../../core/datasets/chosen-images.ts'
import { imageSizeOf, type ImageSet } from '../../core/datasets/image-set.ts'
import { resolveCondition } from '../../core/evaluation/condition.ts'
import { evaluate } from '../../core/evaluation/evaluate.ts'
import { joinReach, type Reach } from '../../core/evaluation/reach.ts'
import { drawSeen } from '../../core/evaluation/seen-images.ts'
import { classify, packClassified, type LabelledLogits } from '../../core/measures/classified.ts'
import { sampleSize } from '../../core/robustness-checks/cost.ts'
import { robustnessChecks } from '../../core/robustness-checks/index.ts'
import { runChecks } from '../../core/robustness-checks/run-checks.ts'
import { createSample } from '../../core/robustness-checks/sample.ts'
import { isInterruption } from '../../core/training/runtime.ts'
import { withCorrupted } from '../corrupted-images.ts'
import { openDatasetCache, type DatasetCache } from '../dataset-cache.ts'
import { fileVersion } from '../file-version.ts'
import type { EvaluatedPart, EvaluateJob, JobResult } from '../protocol.ts'
import type { PixelThreads } from '../pixel-threads.ts'
import { attemptsOn } from './kept-attempts.ts'
import type { EvaluatedModels } from './evaluated-models.ts'
import type { LoadedModel } from './load-model.ts'
import type { JobContext } from './train-job.ts'

/** Images of an evaluation are seen in batches of this many, in their order. */
export const evaluationBatchSize = 128

/** Threads that may make pixels, with the folder of the textures that they read. */
export interface CorruptingThreads {
  readonly pixels: PixelThreads
  readonly texturesFolder: string
}

/**
 * Evaluates a checkpoint's base model under one condition; every image becomes one prediction. From their logits comes its
 * calibration. An attack's evaluation is then checked.
 */
export async function runEvaluateJob(
  job: EvaluateJob,
  context: JobContext,
  models: EvaluatedModels,
  threads: CorruptingThreads | null = null,
): Promise<JobResult> {
  const data = openDatasetCache(job.datasetFolder)
  try {
    const work = { context, data, models, threads, loaded: models.of(job, data) }
    const predicted = await predict(job, work)
    const { reach, count, isWhole } = predicted
    if (!isWhole) return { outcome: 'cancelled', step: count, epoch: 0 }
    tellCalibration(job, work, predicted)
    if (reach !== null) await check(job, work, { ...predicted, reach })
    return { outcome: 'done', step: count, epoch: 0 }
  } catch (error) {
    if (!isInterruption(error)) throw error
    return { outcome: 'cancelled', step: 0, epoch: 0 }
  } finally {
    data.close()
  }
}

interface Work {
  readonly context: JobContext
  readonly data: DatasetCache
  readonly models: EvaluatedModels
  readonly threads: CorruptingThreads | null
  readonly loaded: LoadedModel
}

interface Predicted {
  /** Images that were right, also before. */
  readonly right: ReadonlySet<number>
  /** All that are to be seen. */
  readonly indices: Int32Array
  /** Of all of them, also before, in their order. */
  readonly parts: readonly EvaluatedPart[]
  /** Logits [images · classes], row-major, of those that a temperature is fitted to. */
  readonly logits: Float32Array | null
  readonly reach: Reach | null
  /** How many are predicted now. */
  readonly count: number
  readonly isWhole: boolean
}

async function predict(job: EvaluateJob, { context, data, loaded, threads }: Work): Promise<Predicted> {
  const { runtime, signal, emit } = context
  const images = withCorrupted(data[job.split], job.corrupted)
  const indices = drawSeen(images, job.condition, job.images)
  const { classifier, model } = loaded
  const { condition } = job
  const sight = { images, condition, seed: job.config.seed }
  const begun = job.begun?.images ?? 0
  const before = wholeBatches(begun, indices.length)
  const left = indices.subarray(before)
  const batches = evaluate({
    ...{ ...sight, classifier, model, indices: left, batchSize: evaluationBatchSize, signal, pause },
    ...pixelsAhead(job, threads, { images, signal, batches: left.length / evaluationBatchSize }),
  })
  const logitsOfAll = isFit(job) ? new Float32Array(left.length * images.classes) : null
  const right = new Set(job.begun?.right)
  const parts = (job.begun?.parts ?? []).filter(({ first }) => first < before)
  const started = runtime.now()
  let count = before
  let toldAt = started
  for await (const { rows, logits, reach } of batches) {
    logitsOfAll?.set(logits, (count - before) * images.classes)
    for (const { image, truth, predicted } of rows) if (truth === predicted) right.add(image)
    const seconds = (runtime.now() - toldAt) / 1000
    toldAt = runtime.now()
    const labelled = { logits, labels: rows.map(({ truth }) => truth), classes: images.classes }
    const part = { first: count, n: rows.length, ...calibrating(labelled, job.temperature), reach, seconds }
    parts.push(part)
    count += rows.length
    const rate = ((count - before) * 1000) / Math.max(1, toldAt - started)
    emit({ kind: 'predictions', rows: [...rows], part })
    emit({ kind: 'progress', done: count, total: indices.length, epoch: 0, rate, note: condition.id })
  }
  const reach = parts.reduce<Reach | null>((sum, part) => (part.reach ? joinReach(sum, part.reach) : sum), null)
  return { right, indices, parts, logits: logitsOfAll, reach, count, isWhole: count === indices.length }
}

/** What calibration needs of a batch, once its logits are gone. */
const calibrating = (
  labelled: LabelledLogits,
  temperature: number | null,
): Pick<EvaluatedPart, 'temperature' | 'plain' | 'scaled'> => ({
  temperature,
  plain: packClassified(classify(labelled)),
  scaled: temperature === null ? null : packClassified(classify(labelled, temperature)),
})

/** Corrupted images are made in threads where there is a batch to compute meanwhile. */
function pixelsAhead(
  { config, ...job }: EvaluateJob,
  threads: CorruptingThreads | null,
  { images, signal, batches }: { readonly images: ImageSet; readonly signal: AbortSignal; readonly batches: number },
): Pick<Parameters<typeof evaluate>[0], 'pixels'> {
  if (!threads || batches <= 1 || resolveCondition(job.condition).kind !== 'corruption') return {}
  const { id, datasetFolder, split, corrupted, condition } = job
  const { texturesFolder, pixels } = threads
  const asked = { id, datasetFolder, split, corrupted, condition, seed: config.seed, texturesFolder }
  return { pixels: (indices) => pixels.make(asked, indices, { imageSize: imageSizeOf(images), signal }) }
}

/**
 * How many images need not be seen again: whole batches, so that the others are seen beside the same neighbours as before,
 * and never all, so that what checks ask for is measured.
 */
const wholeBatches = (begun: number, total: number): number =>
  Math.max(0, Math.floor(Math.min(begun, total - 1) / evaluationBatchSize)) * evaluationBatchSize

/** Whether a temperature is fitted: to clean validation images, where all are seen here. */
const isFit = ({ condition, split, begun }: EvaluateJob): boolean =>
  condition.id === 'clean' && split === 'validation' && begun === null

function tellCalibration(
  { split, temperature }: EvaluateJob,
  { context, data }: Work,
  { indices: images, parts, logits }: Predicted,
): void {
  const { labels, classes } = data[split]
  const scaled = parts.flatMap((part) => part.scaled ?? [])
  const calibration = logits
    ? calibrate({ logits, labels: Array.from(images, (image) => labels[image] as number), classes, images }, 'fit')
    : calibrateImages({
        images,
        plain: joinArrays(parts.map(({ plain }) => plain)),
        scaled: temperature === null ? null : { temperature, values: joinArrays(scaled) },
      })
  if (calibration) context.emit({ kind: 'calibration', calibration })
}

function joinArrays(arrays: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const array of arrays) {
    joined.set(array, end)
    end += array.length
  }
  return joined
}

/** Tries attacks on a part of the images, and tells what is to be thought of the accuracy. */
async function check(
  job: EvaluateJob,
  { context, data, loaded, models }: Work,
  { right, reach }: Pick<Predicted, 'right'> & { readonly reach: Reach },
): Promise<void> {
  const { signal, emit } = context
  const images = data[job.split]
  const indices = drawImages(images.count, Math.min(sampleSize, job.images))
  const { surrogate } = job
  const sample = createSample({
    ...{ ...loaded, images, indices, signal, pause },
    evaluated: Array.from(indices, (image) => right.has(image)),
    attack: job.condition,
    surrogate: surrogate && {
      name: surrogate.name,
      version: fileVersion(surrogate.checkpoint),
      load: () => models.of(surrogate, data),
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
