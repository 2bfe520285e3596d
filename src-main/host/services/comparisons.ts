import {
  canonicalMethod,
  reasonKept,
  seenBy,
  type Comparison,
  type ComparisonPair,
  type ComparisonRow,
  type SeenFamily,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { mcNemarExact } from '../../core/measures/mcnemar.ts'
import { wilsonInterval } from '../../core/measures/wilson.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import { countFlips } from '../../store/outcomes.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { conditionText } from './conditions.ts'
import { describeChecks } from './describe.ts'
import { datasetOf } from './evaluations.ts'
import { finishedEvaluations } from './finished-evaluations.ts'
import { findRun } from './runs.ts'
import { seenFamilies } from './seen-families.ts'

interface Column {
  readonly run: StoredRun
  readonly seen: readonly SeenFamily[]
  /** By condition; of several checkpoints the one that was evaluated last. */
  readonly byCondition: ReadonlyMap<string, StoredEvaluation>
}

/**
 * One row a run and condition, and one pair for every two runs that saw some of the same images under the same
 * condition. `evaluationsOf` gives a run's evaluations; of several under a condition the last one counts.
 */
export function compareRuns(
  context: HostContext,
  ids: readonly string[],
  evaluationsOf: typeof finishedEvaluations = finishedEvaluations,
): Comparison {
  const columns = [...new Set(ids)].map((id): Column => {
    const run = findRun(context, id)
    const evaluations = evaluationsOf(context, id).map((it) => [canonicalMethod(it.condition), it] as const)
    return { run, seen: seenFamilies(context, run), byCondition: new Map(evaluations) }
  })
  const conditions = [...new Set(columns.flatMap(({ byCondition }) => [...byCondition.keys()]))]
  const rows = conditions.flatMap((condition) =>
    columns.flatMap((column) => {
      const evaluation = column.byCondition.get(condition)
      return evaluation ? [rowOf(context, column, evaluation)] : []
    }),
  )
  const pairs = conditions.flatMap((condition) => pairsOf(context, condition, columns))
  return { rows, pairs }
}

function rowOf(context: HostContext, { run, seen }: Column, evaluation: StoredEvaluation): ComparisonRow {
  const { n, correct, correctTop5, condition } = evaluation
  const isTop5Telling = datasetOf(context, run).classes.length > 5
  return {
    run: run.id,
    name: run.name,
    condition: conditionText(condition),
    evaluation: String(evaluation.id),
    checkpoint: otherCheckpoint(context, run, evaluation.checkpoint),
    correct: correct ?? 0,
    n,
    accuracy: n === 0 ? 0 : (correct ?? 0) / n,
    interval: wilsonInterval(correct ?? 0, n),
    seen: seenBy(seen, condition, catalog),
    checks: describeChecks(evaluation.checks),
    top5: isTop5Telling && correctTop5 !== null && n > 0 ? correctTop5 / n : null,
  }
}

/** null: the run's last. */
export function otherCheckpoint({ store }: HostContext, run: StoredRun, id: number | null): string | null {
  const checkpoint = id === null ? undefined : store.checkpoints.get(id)
  if (!checkpoint || checkpoint.id === store.checkpoints.keptOfKind(run.id, 'last')?.id) return null
  const epoch = `epoch ${checkpoint.epoch}`
  // One that was the last until the run went on.
  return checkpoint.kind === 'last' ? epoch : `${epoch}, ${reasonKept(checkpoint.kind, run.config)}`
}

function pairsOf({ store }: HostContext, condition: string, columns: readonly Column[]): ComparisonPair[] {
  const seen = columns.flatMap(({ run, byCondition }) => {
    const evaluation = byCondition.get(condition)
    return evaluation ? [{ run, evaluation }] : []
  })
  // There is nothing to read of a run alone.
  if (seen.length < 2) return []
  const read = seen.map((it) => ({ ...it, outcomes: store.predictions.outcomes(it.evaluation.id) }))
  return read.flatMap((first, i) =>
    read.slice(i + 1).flatMap((second): ComparisonPair[] => {
      if (first.run.dataset !== second.run.dataset) return []
      const { n, fixed, broken, bothRight } = countFlips(first.outcomes, second.outcomes)
      if (n === 0) return []
      const counts = { n, fixed, broken, bothRight, p: mcNemarExact(fixed, broken) }
      return [{ runs: [first.run.id, second.run.id], condition: conditionText(first.evaluation.condition), ...counts }]
    }),
  )
}
