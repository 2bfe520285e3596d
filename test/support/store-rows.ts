import { RunConfig, type Prediction } from '../../src-main/contract/index.ts'
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

/** Inserts a dataset, an experiment and a run with this id. */
export function insertRun(store: Store, id: string): void {
  store.datasets.put(shapesDataset)
  const config = RunConfig.parse({ name: id, dataset: { id: 'shapes' } })
  const experiment = `experiment-of-${id}`
  store.experiments.insert({
    id: experiment,
    name: 'test',
    config: { version: 1, name: 'test', base: {}, runs: [{}], conditions: [], evaluationImages: null },
    createdAt: 1000,
  })
  store.runs.insert({ id, experiment, dataset: shapesDataset.id, config, createdAt: 1000 })
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
