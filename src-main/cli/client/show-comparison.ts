import type { Client } from '../../contract/index.ts'
import { formatComparison } from '../terminal/comparison-table.ts'
import type { Output } from '../terminal/output.ts'

/** Ends a stream of JSON lines with the comparison of these runs, or prints it as a table where there is one. */
export async function showComparison(client: Client, output: Output, runs: readonly string[]): Promise<void> {
  const comparison = await client.evaluations.compare({ runs: [...runs] })
  output.line({ type: 'comparison', comparison })
  if (comparison.rows.length === 0 || output.isJson) return
  output.print(`\n${formatComparison(comparison, await client.system.catalog({}), output.colors)}`)
}
