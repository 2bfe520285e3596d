import {
  canonicalMethod,
  type ComparisonPair,
  type ComparisonRow,
  type MetricPoint,
  type MethodChoice,
  type RunEvent,
} from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { median } from '../../core/median.ts'
import { engineBytes } from '../../core/network/memory.ts'
import { summarize } from '../../core/network/summary.ts'
import type { NetworkFigures, Proportion } from '../../core/studies/claims.ts'
import type { Pair } from '../../core/studies/judge.ts'
import { runMemory } from '../../core/training/run-memory.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import { countFlips } from '../../store/outcomes.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { compareRuns } from '../services/comparisons.ts'
import { countTrainingImages } from '../services/datasets.ts'
import { datasetOf } from '../services/evaluations.ts'
import { trainableNetworkOf } from '../services/networks.ts'

/** What is known of one run of a study. */
export interface RunFigures {
  readonly run: StoredRun
  readonly dataset: StoredDataset
  /** The network in words: `EfficientNet B2`. */
  readonly title: string
  readonly summary: ReturnType<typeof summarize>
  /** Estimated, of the engine in a step of this run where its freezing trains the most. */
  readonly memoryBytes: number
  /** Of the median epoch; null before the first. */
  readonly imagesPerSecond: number | null
  /** Of training, without what is measured after every epoch; null before the first. */
  readonly seconds: number | null
  /** Of all finished evaluations on validation images; null where there are none. */
  readonly evaluationSeconds: number | null
  readonly unfreezings: readonly RunEvent[]
  /** Values after every epoch, by metric. */
  readonly curves: ReadonlyMap<string, readonly MetricPoint[]>
  /** Images of the panels that the curves are measured on. */
  readonly panels: { readonly train: number; readonly validation: number }
}

export interface StudyFigures {
  readonly runs: readonly RunFigures[]
  readonly rows: readonly ComparisonRow[]
  readonly pairs: readonly ComparisonPair[]
}

const curveNames = [
  'train-accuracy',
  'validation-accuracy',
  'attacked-validation-accuracy',
  'training-loss',
  'images-per-second',
]

export function gatherFigures(context: HostContext, runs: readonly StoredRun[]): StudyFigures {
  const { rows, pairs } = compareRuns(
    context,
    runs.map(({ id }) => id),
  )
  return { runs: runs.map((run) => figuresOf(context, run)), rows, pairs }
}

function figuresOf(context: HostContext, run: StoredRun): RunFigures {
  const { store } = context
  const { config } = run
  const dataset = datasetOf(context, run)
  const network = trainableNetworkOf(config.architecture, dataset)
  const { fixedBytes, perImageBytes } = runMemory(config, network)
  const curves = new Map(curveNames.map((name) => [name, store.metrics.series(run.id, name)]))
  const rates = (curves.get('images-per-second') ?? []).map(({ value }) => value)
  const trainingImages = countTrainingImages(dataset, config.dataset.imagesPerClass)
  return {
    run,
    dataset,
    title: networkTitle(config.architecture),
    summary: summarize(network),
    memoryBytes: engineBytes + fixedBytes + config.batchSize * perImageBytes,
    imagesPerSecond: rates.length === 0 ? null : median(rates),
    seconds: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + trainingImages / rate, 0),
    evaluationSeconds: evaluationSecondsOf(context, run),
    unfreezings: store.events.ofRun(run.id).filter(({ kind }) => kind === 'unfreezing'),
    curves,
    panels: {
      train: Math.min(config.monitor.trainImages, trainingImages),
      validation: Math.min(config.monitor.validationImages, dataset.counts.validation),
    },
  }
}

function evaluationSecondsOf({ store }: HostContext, { id }: StoredRun): number | null {
  const times = store.evaluations
    .ofRun(id)
    .flatMap(({ state, split, seconds }) =>
      state === 'done' && split === 'validation' && seconds !== null ? [seconds] : [],
    )
  return times.length === 0 ? null : times.reduce((sum, seconds) => sum + seconds, 0)
}

/** The architecture's title with that of its variant. */
function networkTitle(choice: MethodChoice): string {
  const { method, values } = findMethod('architectures', choice)
  const { variant } = method.params
  const chosen = variant?.kind === 'choice' ? variant.options.find(({ value }) => value === values['variant']) : null
  return [method.title, chosen?.title].filter(Boolean).join(' ')
}

/** Two runs under one condition; null where they were not both evaluated on the same images. */
export function pairOf({ rows, pairs }: StudyFigures, first: string, second: string, condition: string): Pair | null {
  const rowOf = (run: string) => rows.find((row) => row.run === run && row.condition === condition)
  const [one, two] = [rowOf(first), rowOf(second)]
  const pair = pairs.find(
    ({ runs, condition: of }) => of === condition && runs.includes(first) && runs.includes(second),
  )
  if (!one || !two || !pair) return null
  const isInOrder = pair.runs[0] === first
  return {
    n: one.n,
    correct: [one.correct, two.correct],
    fixed: isInOrder ? pair.fixed : pair.broken,
    broken: isInOrder ? pair.broken : pair.fixed,
  }
}

/** One run under two conditions, over the images that both saw; null where it was not evaluated under both. */
export function conditionPairOf(
  { store }: HostContext,
  run: string,
  conditions: readonly [first: MethodChoice, second: MethodChoice],
): Pair | null {
  const finished = store.evaluations.ofRun(run).filter(({ state, split }) => state === 'done' && split === 'validation')
  // The newest, as in the comparison.
  const [first, second] = conditions.map((condition) =>
    finished.findLast((evaluation) => canonicalMethod(evaluation.condition) === canonicalMethod(condition)),
  )
  if (!first || !second) return null
  const outcomes = store.predictions.outcomes
  const { n, fixed, broken, bothRight } = countFlips(outcomes(first.id), outcomes(second.id))
  return { n, correct: [broken + bothRight, fixed + bothRight], fixed, broken }
}

export interface NetworkOfRun extends NetworkFigures {
  readonly id: string
}

/** The networks of a comparison of architectures that were trained to the end and evaluated on clean images. */
export function networksOf({ runs, rows }: StudyFigures): NetworkOfRun[] {
  return runs.flatMap(({ run, title, summary, dataset, curves, panels }) => {
    const clean = rows.find((row) => row.run === run.id && row.condition === 'clean')
    const last = (name: string): number | undefined => curves.get(name)?.at(-1)?.value
    const [train, validation] = [last('train-accuracy'), last('validation-accuracy')]
    if (run.state !== 'done' || !clean || train === undefined || validation === undefined) return []
    const counted = (share: number, n: number): Proportion => [Math.round(share * n), n]
    return {
      id: run.id,
      architecture: run.config.architecture.id,
      title,
      parameters: summary.parameters.total,
      classes: dataset.classes.length,
      train: counted(train, panels.train),
      validation: counted(validation, panels.validation),
      clean: [clean.correct, clean.n] as const,
    }
  })
}
