import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatMethod, type MethodChoice, type Prediction } from '../../contract/index.ts'
import { ExperimentConfig, RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../../core/catalog.ts'
import { imagenetC } from '../../core/corruptions/index.ts'
import { createRandom, type Random } from '../../core/random.ts'
import type { Host } from '../../host/create-host.ts'
import { openStore, type Store } from '../../store/store.ts'
import type { MeasureRequest } from '../request.ts'
import { inWorkspace } from './in-workspace.ts'
import { withHost } from './with-host.ts'

/** What the figures are told for: as many images under as many conditions. */
const told = { images: 10_000, conditions: 100 }
const classes = 200
const severities = [1, 2, 3, 4, 5]
const run = 'predictions'

/**
 * A run's predictions of 200 classes in a real database, and questions to them through a host that has just opened it:
 * what the file takes, told for 1,000,000 predictions, and the slowest of each kind of question.
 */
export function measurePredictions({ predicted }: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace(async (workspace) => {
    const database = join(workspace, 'store', 'adversarium.db')
    const began = performance.now()
    const conditions = fill(database, predicted)
    const seconds = (performance.now() - began) / 1000
    const { size } = statSync(database)
    const rows = predicted * conditions.length
    return {
      megabytes: (size / 1e6) * ((told.images * told.conditions) / rows),
      rowsPerSecond: rows / seconds,
      ...(await withHost(workspace, slowestAnswers, { startsQueue: false })),
    }
  })
}

/** Writes the rows as a host does, batch by batch in the order of the images. */
function fill(database: string, images: number): MethodChoice[] {
  mkdirSync(dirname(database), { recursive: true })
  const store = openStore(database)
  const conditions = conditionsOf(told.conditions)
  try {
    const checkpoint = insertRun(store, images)
    for (const [at, condition] of conditions.entries()) {
      const random = createRandom(0, at)
      const accuracy = 0.8 * (1 - at / conditions.length)
      const all = Array.from({ length: images }, (_, image) => predictionOf(image, random, accuracy))
      store.transaction(() => {
        const asked = { run, checkpoint, split: 'validation', condition, n: images, createdAt: at } as const
        const { id } = store.evaluations.insert(asked)
        for (let start = 0; start < images; start += 128) store.predictions.put(id, all.slice(start, start + 128))
        store.evaluations.finish(id, { ...store.predictions.measure(id), seconds: 1 })
      })
    }
  } finally {
    store.close()
  }
  return conditions
}

function insertRun(store: Store, images: number): number {
  const dataset = 'dataset'
  store.datasets.put({
    ...{
      id: dataset,
      kind: 'shapes',
      title: 'Shapes',
      source: null,
      fingerprint: 'f'.repeat(64),
      folder: 'datasets/f',
    },
    ...{ params: {}, shape: [64, 64, 3], counts: { train: classes, validation: images }, skipped: 0, bytes: 0 },
    classes: Array.from({ length: classes }, (_, at) => ({ id: `class-${at}`, name: `class ${at}` })),
    createdAt: 0,
  })
  const experiment = ExperimentConfig.parse({ name: run, base: {}, runs: [{}], conditions: [] })
  store.experiments.insert({ id: 'experiment', name: run, config: experiment, createdAt: 0 })
  const config = RunConfig.parse({ name: run, dataset: { id: 'shapes' } })
  store.runs.insert({ id: run, experiment: 'experiment', dataset, config, createdAt: 0 })
  const file = { path: 'runs/last.safetensors', bytes: 4, sha256: 'f'.repeat(64), createdAt: 0 }
  return store.checkpoints.record({ run, kind: 'last', step: 1, epoch: 1, ...file }).checkpoint.id
}

/** Clean images, the fifteen corruptions by severity, and FGSM at rising strengths. */
function conditionsOf(count: number): MethodChoice[] {
  const corrupted = imagenetC.flatMap(({ id }) =>
    severities.map((severity) => complete('corruptions', { id, params: { severity } })),
  )
  const attacked = Array.from({ length: count - 1 - corrupted.length }, (_, at) =>
    complete('attacks', { id: 'fgsm', params: { epsilon: (at + 1) / 255 } }),
  )
  return [{ id: 'clean', params: {} }, ...corrupted, ...attacked]
}

function complete(registry: 'attacks' | 'corruptions', choice: MethodChoice): MethodChoice {
  const { method, values } = findMethod(registry, choice)
  return { id: method.id, params: values }
}

/** Of an image of any class: right with this probability, five different classes with falling probabilities. */
function predictionOf(image: number, random: Random, accuracy: number): Prediction {
  const truth = image % classes
  const first = random.uniform() < accuracy ? truth : Math.floor(random.uniform(0, classes))
  const confidence = random.uniform(0.2, 1)
  const stride = 1 + Math.floor(random.uniform(0, 39))
  const top5 = Array.from({ length: 5 }, (_, at) => ({
    class: (first + at * stride) % classes,
    probability: confidence / (at + 1) ** 2,
  }))
  const margin = (first === truth ? 1 : -1) * random.uniform(0, 8)
  return { image, truth, predicted: first, confidence, margin, loss: random.uniform(0, 4), top5 }
}

/** Milliseconds of the slowest answer of each kind, each question asked once. */
async function slowestAnswers({ client: { evaluations, measures } }: Host): Promise<Record<string, number>> {
  const time = async (ask: () => Promise<unknown>): Promise<number> => {
    const start = performance.now()
    await ask()
    return performance.now() - start
  }
  const all = await evaluations.list({ runs: [run] })
  const slowest = { classesMs: 0, curveMs: 0, confusionMs: 0, flipsMs: 0, errorMs: 0 }
  const note = (name: keyof typeof slowest, ms: number): void => void (slowest[name] = Math.max(slowest[name], ms))
  // What the curves and tables of a comparison are drawn from: all accuracies with their intervals.
  note('curveMs', await time(() => evaluations.compare({ runs: [run] })))
  note('curveMs', await time(() => measures.summary({ runs: [run] })))
  note('errorMs', await time(() => measures.corruptions({ runs: [run], baseline: null })))
  const [clean] = all
  for (const { id, condition } of all) {
    note('confusionMs', await time(() => evaluations.confusion({ evaluation: id })))
    note('flipsMs', await time(() => evaluations.flips({ first: clean?.id ?? '', second: id })))
    note('classesMs', await time(() => measures.classes({ runs: [run], condition: formatMethod(condition) })))
  }
  return slowest
}
