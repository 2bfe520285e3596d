import type { Catalog } from '../../contract/catalog.ts'
import type { Client, Comparison, UnseenFamilies } from '../../contract/index.ts'
import { formatChance } from '../terminal/chance-text.ts'
import { formatComparison } from '../terminal/comparison-table.ts'
import { comparisonText, type TextFormat } from '../terminal/comparison-text.ts'
import type { Colors, Output } from '../terminal/output.ts'
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
  output.print(`\n${await comparisonForPerson(client, { comparison, unseen, catalog }, output.colors)}`)
}

interface Compared {
  readonly comparison: Comparison
  readonly unseen: UnseenFamilies
  readonly catalog: Catalog
}

/** What has to be known before the table, the table, and the mean over families that training did not show. */
export async function comparisonForPerson(
  client: Client,
  { comparison, unseen, catalog }: Compared,
  colors: Colors,
): Promise<string> {
  const [runs, datasets] = await Promise.all([client.runs.list({}), client.datasets.list({})])
  const classes = new Map(datasets.map(({ id, classes: { length } }) => [id, length]))
  const classesOf = new Map(
    runs.flatMap(({ id, dataset }) => {
      const count = dataset === null ? undefined : classes.get(dataset)
      return count === undefined ? [] : [[id, count] as const]
    }),
  )
  const parts = [
    formatChance(comparison.rows, classesOf, colors),
    formatComparison(comparison, catalog, colors),
    formatUnseen(unseen, colors),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function only({ rows, pairs }: Comparison, evaluations: readonly string[]): Comparison {
  const kept = rows.filter(({ evaluation }) => evaluations.includes(evaluation))
  const conditions = new Set(kept.map(({ condition }) => condition))
  return {
    rows: kept.toSorted((a, b) => evaluations.indexOf(a.evaluation) - evaluations.indexOf(b.evaluation)),
    pairs: pairs.filter(({ condition }) => conditions.has(condition)),
  }
}
