import { canonicalMethod, type Comparison, type ComparisonPair, type ComparisonRow } from '../../contract/index.ts'
import { mcNemarExact, wilsonInterval } from '../../core/evaluation/measures.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import { countFlips } from '../../store/outcomes.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { conditionText } from './conditions.ts'
import { describeChecks } from './describe.ts'
import { datasetOf } from './evaluations.ts'
import { findRun } from './runs.ts'

interface Column {
  readonly run: StoredRun
  /** The newest finished evaluation on the validation images, by condition. */
  readonly byCondition: ReadonlyMap<string, StoredEvaluation>
}

/** One row a run and condition, and one pair for every two runs that saw the same images under the same condition. */
export function compareRuns(context: HostContext, ids: readonly string[]): Comparison {
  const columns = [...new Set(ids)].map((id) => columnOf(context, id))
  const conditions = [...new Set(columns.flatMap(({ byCondition }) => [...byCondition.keys()]))]
  const rows = conditions.flatMap((condition) =>
    columns.flatMap(({ run, byCondition }) => {
      const evaluation = byCondition.get(condition)
      return evaluation ? [rowOf(context, run, evaluation)] : []
    }),
  )
  const pairs = conditions.flatMap((condition) => pairsOf(context, condition, columns))
  return { rows, pairs }
}

function columnOf(context: HostContext, id: string): Column {
  const run = findRun(context, id)
  const finished = context.store.evaluations
    .ofRun(id)
    .filter(({ state, split }) => state === 'done' && split === 'validation')
  return {
    run,
    byCondition: new Map(finished.map((evaluation) => [canonicalMethod(evaluation.condition), evaluation])),
  }
}

function rowOf(context: HostContext, run: StoredRun, evaluation: StoredEvaluation): ComparisonRow {
  const { n, correct, correctTop5, condition } = evaluation
  const isTop5Telling = datasetOf(context, run).classes.length > 5
  return {
    run: run.id,
    name: run.name,
    condition: conditionText(condition),
    correct: correct ?? 0,
    n,
    accuracy: n === 0 ? 0 : (correct ?? 0) / n,
    interval: wilsonInterval(correct ?? 0, n),
    checks: describeChecks(evaluation.checks),
    top5: isTop5Telling && correctTop5 !== null && n > 0 ? correctTop5 / n : null,
  }
}

function pairsOf({ store }: HostContext, condition: string, columns: readonly Column[]): ComparisonPair[] {
  const seen = columns.flatMap(({ run, byCondition }) => {
    const evaluation = byCondition.get(condition)
    return evaluation ? [{ run, evaluation, outcomes: store.predictions.outcomes(evaluation.id) }] : []
  })
  return seen.flatMap((first, i) =>
    seen.slice(i + 1).flatMap((second): ComparisonPair[] => {
      if (first.run.dataset !== second.run.dataset) return []
      const { fixed, broken } = countFlips(first.outcomes, second.outcomes)
      const text = conditionText(first.evaluation.condition)
      return [{ runs: [first.run.id, second.run.id], condition: text, fixed, broken, p: mcNemarExact(fixed, broken) }]
    }),
  )
}
