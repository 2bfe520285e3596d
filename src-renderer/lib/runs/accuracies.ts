import type {
  Catalog,
  Dataset,
  Evaluation,
  MethodChoice,
  RobustnessCheck,
  Run,
} from '../../../src-main/contract/index.ts'
import { metricNames } from '../metric-names.ts'
import { conditionKey, isAttack } from '../methods.ts'
import { epochsDone } from './run-progress.ts'
import { wilson } from '../compare/wilson.ts'

/** An accuracy with what it rests on. `epoch` is set where it is a live value of that epoch, not an evaluation. */
export interface Accuracy {
  readonly value: number
  readonly n: number | null
  readonly interval: readonly [number, number] | null
  readonly epoch: number | null
  /** Of an accuracy under attack: what its evaluation checked, nothing where it was measured while training. */
  readonly checks?: readonly RobustnessCheck[]
}

export interface RunAccuracies {
  readonly clean: Accuracy | null
  readonly robust: Accuracy | null
  /** Training minus validation accuracy, both in inference mode. */
  readonly gap: number | null
}

/**
 * The attack whose accuracy stands for "robust" in a list of runs: the one that most of them were watched under while
 * they trained, else the one that most were evaluated under.
 */
export function robustCondition(
  catalog: Catalog | null,
  runs: readonly Run[],
  evaluations: Iterable<Evaluation>,
): MethodChoice | null {
  const watched = runs.flatMap((run) => (run.config.monitor.attack === null ? [] : [run.config.monitor.attack]))
  const evaluated = [...evaluations].flatMap((it) => (isAttack(catalog, it.condition.id) ? [it.condition] : []))
  return mostFrequent(watched, catalog) ?? mostFrequent(evaluated, catalog)
}

function mostFrequent(choices: readonly MethodChoice[], catalog: Catalog | null): MethodChoice | null {
  const groups = [...Map.groupBy(choices, (choice) => conditionKey(catalog, choice)).values()]
  return groups.toSorted((a, b) => b.length - a.length)[0]?.[0] ?? null
}

/** Which figure stands for a run: the evaluated one, else the last of its curve; the last always; the best with its epoch. */
export const accuracySources = ['evaluated', 'last', 'best'] as const
export type AccuracySource = (typeof accuracySources)[number]

/** A run's figures for a list. */
export function runAccuracies(
  run: Run,
  evaluations: readonly Evaluation[],
  robust: MethodChoice | null,
  catalog: Catalog | null,
  dataset: Dataset | undefined,
  source: AccuracySource = 'evaluated',
): RunAccuracies {
  const evaluated = (key: string): Accuracy | null => {
    if (source !== 'evaluated') return null
    const found = evaluations.findLast(
      (it) => it.state === 'done' && it.split === 'validation' && conditionKey(catalog, it.condition) === key,
    )
    if (!found || found.correct === null || found.n === 0) return null
    const accuracy = accuracyOf(found.correct, found.n)
    return isAttack(catalog, found.condition.id) ? { ...accuracy, checks: found.checks } : accuracy
  }
  const live = (metric: string): Accuracy | null => {
    if (source === 'best') {
      const best = run.best[metric]
      return best === undefined ? null : { ...liveAccuracy(best.value, run, dataset), epoch: best.epoch }
    }
    const value = run.latest[metric]
    return value === undefined ? null : liveAccuracy(value, run, dataset)
  }
  const { attack } = run.config.monitor
  const robustKey = robust && conditionKey(catalog, robust)
  const isWatched = attack !== null && robustKey === conditionKey(catalog, attack)
  const train = run.latest[metricNames.trainAccuracy]
  const validation = run.latest[metricNames.validationAccuracy]
  return {
    clean: evaluated(conditionKey(catalog, { id: 'clean', params: {} })) ?? live(metricNames.validationAccuracy),
    robust:
      (robustKey === null ? null : evaluated(robustKey)) ??
      (isWatched ? unchecked(live(metricNames.attackedValidationAccuracy)) : null),
    gap: train === undefined || validation === undefined ? null : train - validation,
  }
}

const unchecked = (accuracy: Accuracy | null): Accuracy | null => accuracy && { ...accuracy, checks: [] }

export const accuracyOf = (correct: number, n: number): Accuracy => ({
  value: correct / n,
  n,
  interval: wilson(correct, n),
  epoch: null,
})

/** A point of the validation curve, with its interval where the number of images is known. */
export function liveAccuracy(value: number, run: Run, dataset: Dataset | undefined): Accuracy {
  const epoch = epochsDone(run)
  if (!dataset) return { value, n: null, interval: null, epoch }
  const n = Math.min(run.config.monitor.validationImages, dataset.counts.validation)
  return { value, n, interval: wilson(Math.round(value * n), n), epoch }
}
