import {
  canonicalMethod,
  suspiciousChecks,
  type ComparisonPair,
  type ComparisonRow,
  type MetricPoint,
  type MethodChoice,
  type Flips,
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
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { compareRuns } from '../services/comparisons.ts'
import { countTrainingImages } from '../services/datasets.ts'
import { datasetOf } from '../services/evaluations.ts'
import { evaluationsOfLast } from '../services/finished-evaluations.ts'
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
  /** Of the finished evaluations under the study's conditions; null where there are none. */
  readonly evaluationSeconds: number | null
  readonly unfreezings: readonly RunEvent[]
  /** Values after every epoch, by metric. */
  readonly curves: ReadonlyMap<string, readonly MetricPoint[]>
  /** Images of the panels that the curves are measured on. */
  readonly panels: { readonly train: number; readonly validation: number }
}

/** All evaluations are of the runs' last checkpoints. */
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

export function gatherFigures(
  context: HostContext,
  runs: readonly StoredRun[],
  conditions: readonly MethodChoice[],
): StudyFigures {
  const ids = runs.map(({ id }) => id)
  const { rows, pairs } = compareRuns(context, ids, evaluationsOfLast)
  return { runs: runs.map((run) => figuresOf(context, run, conditions)), rows, pairs }
}

function figuresOf(context: HostContext, run: StoredRun, conditions: readonly MethodChoice[]): RunFigures {
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
    evaluationSeconds: evaluationSecondsOf(context, run, conditions),
    unfreezings: store.events.ofRun(run.id).filter(({ kind }) => kind === 'unfreezing'),
    curves,
    panels: {
      train: Math.min(config.monitor.trainImages, trainingImages),
      validation: Math.min(config.monitor.validationImages, dataset.counts.validation),
    },
  }
}

function evaluationSecondsOf(
  context: HostContext,
  { id }: StoredRun,
  conditions: readonly MethodChoice[],
): number | null {
  const wanted = new Set(conditions.map(canonicalMethod))
  const times = evaluationsOfLast(context, id).flatMap(({ condition, seconds }) =>
    wanted.has(canonicalMethod(condition)) && seconds !== null ? [seconds] : [],
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

/** Two runs under one condition, over the images that both saw; null where there are none. */
export function pairOf({ rows, pairs }: StudyFigures, first: string, second: string, condition: string): Pair | null {
  const rowOf = (run: string) => rows.find((row) => row.run === run && row.condition === condition)
  const [one, two] = [rowOf(first), rowOf(second)]
  const pair = pairs.find(
    ({ runs, condition: of }) => of === condition && runs.includes(first) && runs.includes(second),
  )
  if (!one || !two || !pair) return null
  const { fixed, broken } = pair
  return pairFrom(pair.runs[0] === first ? pair : { ...pair, fixed: broken, broken: fixed }, one, two)
}

/** One run under two conditions, over the images that both saw; null where there are none. */
export function conditionPairOf(
  { store }: HostContext,
  { rows }: StudyFigures,
  run: string,
  conditions: readonly [first: string, second: string],
): Pair | null {
  const [one, two] = conditions.map((condition) => rows.find((row) => row.run === run && row.condition === condition))
  if (!one || !two) return null
  const flips = store.predictions.flips(Number(one.evaluation), Number(two.evaluation))
  return flips.n === 0 ? null : pairFrom(flips, one, two)
}

function pairFrom(
  { n, fixed, broken, bothRight }: Pick<Flips, 'n' | 'fixed' | 'broken' | 'bothRight'>,
  first: ComparisonRow,
  second: ComparisonRow,
): Pair {
  const suspicionsOf = ({ checks }: ComparisonRow): string[] => suspiciousChecks(checks).map(({ title }) => title)
  return {
    ...{ n, fixed, broken },
    correct: [bothRight + broken, bothRight + fixed],
    suspicions: [suspicionsOf(first), suspicionsOf(second)],
  }
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
