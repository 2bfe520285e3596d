import {
  formatMethod,
  parseMethod,
  type Catalog,
  type Comparison,
  type ComparisonPair,
  type ComparisonRow,
  type Evaluation,
  type Run,
} from '../../src-main/contract/index.ts'
import { conditionLabel, type ConditionLabel } from './methods.ts'

export interface ComparisonCell {
  readonly run: string
  readonly result: ComparisonRow | null
  /** Where there is no result yet: how far the evaluation is. */
  readonly state: Evaluation['state'] | null
  readonly reason: string | null
  /** Accuracy minus the baseline's; null for the baseline itself. */
  readonly difference: number | null
  /** Exact McNemar p against the baseline. */
  readonly p: number | null
  /** Images that only this run gets right, and that only the baseline gets right. */
  readonly fixed: number | null
  readonly broken: number | null
}

export interface ComparisonLine {
  readonly condition: string
  readonly label: ConditionLabel
  readonly cells: readonly ComparisonCell[]
}

/** One line a condition, one cell a run; differences and tests are against `baseline`. */
export function comparisonLines(
  comparison: Comparison,
  runs: readonly Run[],
  evaluations: readonly Evaluation[],
  baseline: string,
  catalog: Catalog | null,
): ComparisonLine[] {
  const conditions = new Set([
    ...evaluations.map((it) => formatMethod(it.condition)),
    ...comparison.rows.map((row) => row.condition),
  ])
  return [...conditions].map((condition) => {
    const rowOf = (run: string) => comparison.rows.find((row) => row.run === run && row.condition === condition) ?? null
    const reference = rowOf(baseline)
    const cells = runs.map(({ id }): ComparisonCell => {
      const result = rowOf(id)
      const waiting = evaluations.findLast((it) => it.run === id && formatMethod(it.condition) === condition)
      const isCompared = id !== baseline && result !== null && reference !== null
      return {
        run: id,
        result,
        state: result ? null : (waiting?.state ?? null),
        reason: waiting?.reason ?? null,
        difference: isCompared ? result.accuracy - reference.accuracy : null,
        ...against(comparison.pairs, condition, baseline, id),
      }
    })
    return { condition, label: conditionLabel(catalog, parseMethod(condition)), cells }
  })
}

/** The pair of baseline and run, whichever of them comes first in it. */
function against(
  pairs: readonly ComparisonPair[],
  condition: string,
  baseline: string,
  run: string,
): Pick<ComparisonCell, 'p' | 'fixed' | 'broken'> {
  const pair = pairs.find(
    (it) => it.condition === condition && it.runs.includes(baseline) && it.runs.includes(run) && baseline !== run,
  )
  if (!pair) return { p: null, fixed: null, broken: null }
  const isForward = pair.runs[0] === baseline
  return { p: pair.p, fixed: isForward ? pair.fixed : pair.broken, broken: isForward ? pair.broken : pair.fixed }
}

/** n where every result rests on the same number of images, else null. */
export function commonCount(rows: readonly ComparisonRow[]): number | null {
  const counts = new Set(rows.map((row) => row.n))
  return counts.size === 1 ? (rows[0]?.n ?? null) : null
}
