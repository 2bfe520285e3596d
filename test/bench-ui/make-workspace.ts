import { join } from 'node:path'
import { RunConfig, type MetricPoint, type Prediction } from '../../src-main/contract/index.ts'
import { createRandom } from '../../src-main/core/random.ts'
import { writeCache } from '../../src-main/host/datasets/cache-folder.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'

export const sizes = { runs: 2000, points: 1_000_000, series: 12, evaluations: 10, predictionsEach: 100_000 }
/** The one run that has a million points. */
export const longRunId = 'longest'

const classCount = 200
const imageSide = 16
const runsOfExperiment = 5
const epochs = 12
const names = ['train-accuracy', 'validation-accuracy', 'attacked-train-accuracy', 'attacked-validation-accuracy']
const losses = ['train-loss', 'validation-loss', 'attacked-train-loss', 'attacked-validation-loss']
const batch = 10_000

/** A workspace as large as one of years of work, written by the store's own code. Values are drawn, seeded. */
export async function makeWorkspace(folder: string): Promise<void> {
  const dataset = await makeDataset(folder)
  const store = openStore(join(folder, 'store', 'adversarium.db'))
  try {
    store.transaction(() => store.datasets.put(dataset))
    for (let first = 0; first < sizes.runs; first += runsOfExperiment) {
      store.transaction(() => addExperiment(store, dataset.id, first))
    }
    addLongSeries(store)
    for (let i = 0; i < sizes.evaluations; i++) addEvaluation(store, i)
  } finally {
    store.close()
  }
}

async function makeDataset(folder: string) {
  const random = createRandom(1)
  const bytes = imageSide * imageSide * 3
  const classes = Array.from({ length: classCount }, (_, i) => ({ id: `c${i}`, name: `class ${i}` }))
  const shape: [number, number, number] = [imageSide, imageSide, 3]
  const fingerprint = 'b'.repeat(64)
  const cache = await writeCache(folder, fingerprint, undefined, async ({ train, validation }) => {
    for (const [writer, count] of [
      [train, 1000],
      [validation, sizes.predictionsEach],
    ] as const) {
      for (let at = 0; at < count; at += 1000) {
        const pixels = Uint8Array.from({ length: 1000 * bytes }, () => Math.floor(random.uniform() * 256))
        const labels = Array.from({ length: 1000 }, (_, i) => (at + i) % classCount)
        const names = labels.map((label, i) => `c${label}/${at + i}.png`)
        await writer.append({ images: pixels, labels, names })
      }
    }
    return { kind: 'image-folder', title: 'Bench', source: null, params: {}, classes, shape, skipped: [], warnings: [] }
  })
  const { kind, title, source, params, counts, createdAt } = cache
  return {
    ...{ id: 'bench', kind, title, source, fingerprint, params, classes, shape, counts, skipped: 0, createdAt },
    ...{ folder: `datasets/${fingerprint}`, bytes: cache.bytes },
  }
}

function addExperiment(store: Store, dataset: string, first: number): void {
  const experiment = `experiment-${first}`
  const createdAt = 1_700_000_000_000 + first * 60_000
  const base = { dataset: { id: 'image-folder' } }
  const config = { version: 1 as const, name: experiment, base, runs: [{}], conditions: [], evaluationImages: null }
  store.experiments.insert({ id: experiment, name: experiment, config, createdAt })
  for (let i = first; i < first + runsOfExperiment; i++) {
    const id = i === 0 ? longRunId : `run-${i}`
    const random = createRandom(i)
    const parsed = RunConfig.parse({ name: `run ${i}`, seed: i % runsOfExperiment, epochs, ...base })
    store.runs.insert({ id, experiment, dataset, config: parsed, createdAt })
    store.runs.setState(id, 'preparing', null, createdAt)
    const points = Array.from({ length: epochs }, (_, epoch) =>
      [...names, ...losses].map((name): MetricPoint => {
        const rise = 1 - 0.8 * Math.exp(-(epoch + 1) / 4) - 0.05 * random.uniform()
        return { name, step: (epoch + 1) * 100, epoch: epoch + 1, value: name.endsWith('loss') ? 2 * (1 - rise) : rise }
      }),
    ).flat()
    store.metrics.put(id, points)
    store.metricSummaries.put(id, points)
    store.runs.setSummary(id, 50_000 + i, epochs * 100)
    store.runs.setProgress(id, epochs * 100, epochs)
    store.runs.setState(id, 'done', null, createdAt + 3_600_000)
  }
}

function addLongSeries(store: Store): void {
  const random = createRandom(7)
  const each = Math.floor(sizes.points / sizes.series)
  const all = ['loss', ...Array.from({ length: sizes.series - 1 }, (_, i) => `series-${i + 1}`)]
  for (let at = 0; at < each; at += batch) {
    const steps = Array.from({ length: Math.min(batch, each - at) }, (_, i) => at + i + 1)
    store.transaction(() => {
      for (const name of all) {
        const points = steps.map((step) => ({
          name,
          step,
          epoch: step / 7000,
          value: 3 / Math.sqrt(step) + random.uniform(),
        }))
        store.metrics.put(longRunId, points)
        store.metricSummaries.put(longRunId, points)
      }
    })
  }
}

function addEvaluation(store: Store, index: number): void {
  const run = `run-${sizes.runs - 1 - Math.floor(index / 5)}`
  const epsilon = (index % 5) * 2
  const condition = epsilon === 0 ? { id: 'clean', params: {} } : { id: 'fgsm', params: { epsilon: epsilon / 255 } }
  const random = createRandom(100 + index)
  const createdAt = 1_800_000_000_000 + index
  const checkpoint =
    store.checkpoints.kept(run)[0]?.id ??
    store.checkpoints.record({
      ...{ run, kind: 'last', step: 1200, epoch: 12, path: `runs/${run}/last.safetensors`, bytes: 200_000 },
      ...{ sha256: 'a'.repeat(64), createdAt },
    }).checkpoint.id
  const n = sizes.predictionsEach
  const { id } = store.evaluations.insert({ run, checkpoint, split: 'validation', condition, n, createdAt })
  for (let at = 0; at < n; at += batch) {
    const rows = Array.from({ length: batch }, (_, i) => draw(at + i, () => random.uniform(), 0.8 - epsilon / 20))
    store.transaction(() => store.predictions.put(id, rows))
  }
  store.evaluations.finish(id, { ...store.predictions.measure(id), seconds: 10 })
  store.evaluations.setState(id, 'done', null)
}

function draw(image: number, uniform: () => number, accuracy: number): Prediction {
  const truth = image % classCount
  const isRight = uniform() < accuracy
  const predicted = isRight ? truth : (truth + 1 + Math.floor(uniform() * 20)) % classCount
  const confidence = 0.3 + 0.7 * uniform()
  const others = Array.from({ length: 4 }, (_, i) => (predicted + 31 + i) % classCount)
  const top5 = [predicted, ...others].map((entry, i) => ({
    class: entry,
    probability: i === 0 ? confidence : (1 - confidence) / 5,
  }))
  const margin = (isRight ? 1 : -1) * 4 * uniform()
  return { image, truth, predicted, confidence, margin, loss: isRight ? 0.3 : 2 + uniform(), top5 }
}
