import type { Client, Comparison } from '../../contract/index.ts'
import { formatComparison } from '../terminal/comparison-table.ts'
import { comparisonText, type TextFormat } from '../terminal/comparison-text.ts'
import type { Output } from '../terminal/output.ts'
import { formatUnseen } from '../terminal/unseen-families.ts'

interface Shown {
  readonly runs: readonly string[]
  /** Only what these evaluations came to, in their order; absent: all of the runs. */
  readonly evaluations?: readonly string[]
  /** Instead of a table for a person. */
  readonly as?: TextFormat | undefined
}

/** Ends a stream of JSON lines with the comparison of these runs, or prints it as a table where there is one. */
export async function showComparison(client: Client, output: Output, { runs, evaluations, as }: Shown): Promise<void> {
  const [whole, unseen, catalog] = await Promise.all([
    client.evaluations.compare({ runs: [...runs] }),
    client.evaluations.compareUnseen({ runs: [...runs] }),
    client.system.catalog({}),
  ])
  const comparison = evaluations === undefined ? whole : only(whole, evaluations)
  output.line({ type: 'comparison', comparison, unseen })
  if (comparison.rows.length === 0 || output.isJson) return
  if (as !== undefined) {
    output.print(comparisonText(comparison, unseen, catalog, as).trimEnd())
    return
  }
  const parts = [formatComparison(comparison, catalog, output.colors), formatUnseen(unseen, output.colors)]
  output.print(`\n${parts.filter((part) => part !== '').join('\n\n')}`)
}

function only({ rows, pairs }: Comparison, evaluations: readonly string[]): Comparison {
  const kept = rows.filter(({ evaluation }) => evaluations.includes(evaluation))
  const conditions = new Set(kept.map(({ condition }) => condition))
  return {
    rows: kept.toSorted((a, b) => evaluations.indexOf(a.evaluation) - evaluations.indexOf(b.evaluation)),
    pairs: pairs.filter(({ condition }) => conditions.has(condition)),
  }
}
