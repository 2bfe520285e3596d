import {
  RunConfig,
  type CheckpointKind,
  type MethodChoice,
  type Prediction,
  type RunConfigInput,
} from '../../src-main/contract/index.ts'
import type { StoredDataset } from '../../src-main/store/datasets.ts'
import type { Store } from '../../src-main/store/store.ts'

export const shapesDataset: StoredDataset = {
  id: 'shapes-1',
  kind: 'shapes',
  title: 'Shapes',
  source: null,
  fingerprint: 'f'.repeat(64),
  folder: 'datasets/shapes-1',
  params: { imagesPerClass: 10 },
  classes: Array.from({ length: 8 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` })),
  shape: [32, 32, 3],
  counts: { train: 80, validation: 40 },
  skipped: 0,
  bytes: 368_640,
  createdAt: 1000,
}

/** Inserts a dataset, an experiment and a run with this id, of this configuration beside its name. */
export function insertRun(
  store: Store,
  id: string,
  given: Partial<RunConfigInput> = {},
  dataset = shapesDataset,
): void {
  store.datasets.put(dataset)
  const config = RunConfig.parse({ name: id, dataset: { id: 'shapes' }, ...given })
  const experiment = `experiment-of-${id}`
  store.experiments.insert({
    id: experiment,
    name: 'test',
    config: { version: 1, name: 'test', base: {}, runs: [{}], conditions: [], evaluationImages: null },
    createdAt: 1000,
  })
  store.runs.insert({ id, experiment, dataset: dataset.id, config, createdAt: 1000 })
}

/** Inserts a checkpoint of a run, ten steps an epoch; returns its number. */
export function insertCheckpoint(
  store: Store,
  { run, kind, epoch }: { readonly run: string; readonly kind: CheckpointKind; readonly epoch: number },
): number {
  const file = { path: `runs/${run}/${kind}-${epoch}.safetensors`, bytes: 4, sha256: 'f'.repeat(64) }
  const { checkpoint } = store.checkpoints.record({ run, kind, epoch, step: 10 * epoch, ...file, createdAt: epoch })
  return checkpoint.id
}

interface Finished {
  readonly run: string
  readonly checkpoint?: number | null
  readonly condition?: MethodChoice
  readonly n: number
  /** Its images are numbered from here on. */
  readonly firstImage?: number
  readonly isRight?: (image: number) => boolean
  readonly seconds?: number
  /** Of its job; without it there is none. */
  readonly endedAt?: number
}

/** Inserts an evaluation of validation images that is done; returns its number. */
export function insertFinished(store: Store, finished: Finished): number {
  const { run, checkpoint = null, n, firstImage = 0, isRight = () => true, seconds = 1, endedAt } = finished
  const condition = finished.condition ?? { id: 'clean', params: {} }
  const { id } = store.evaluations.insert({ run, checkpoint, split: 'validation', condition, n, createdAt: 0 })
  const images = Array.from({ length: n }, (_, at) => firstImage + at)
  const outcomes = images.map((image) => prediction(image, 0, isRight(image) ? 0 : 1))
  store.transaction(() => store.predictions.put(id, outcomes))
  store.evaluations.finish(id, { n, correct: images.filter(isRight).length, correctTop5: 0, meanLoss: 1, seconds })
  if (endedAt !== undefined) {
    store.jobs.queue({ lane: 'training', kind: 'evaluate', run, evaluation: id, at: endedAt })
    const job = store.jobs.queued('training').find(({ evaluation }) => evaluation === id)
    store.jobs.setState(job?.id ?? 0, 'done', null, endedAt)
  }
  return id
}

/** The outcome of one image of eight classes; the true class is at place `rank` of the top five, 0 keeps it out. */
export function prediction(
  image: number,
  truth: number,
  predicted: number,
  rank = truth === predicted ? 1 : 2,
): Prediction {
  const others = [0, 1, 2, 3, 4, 5, 6, 7].filter((candidate) => candidate !== truth && candidate !== predicted)
  const classes = truth === predicted ? [truth, ...others] : [predicted, ...others]
  if (truth !== predicted && rank > 0) classes.splice(rank - 1, 0, truth)
  return {
    image,
    truth,
    predicted,
    confidence: 0.5,
    margin: truth === predicted ? 0.25 : -0.25,
    loss: 0.75,
    top5: classes.slice(0, 5).map((entry, i) => ({ class: entry, probability: 0.5 / 2 ** i })),
  }
}
