import { withClient } from './client/with-client.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { formatComparison } from './terminal/comparison-table.ts'

export const compare: Register = (program, act) => {
  program
    .command('compare <runs...>')
    .description('accuracies with intervals under every condition, and exact McNemar tests between the runs')
    .action(
      act(async (context, references: string[]) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const all = await client.runs.list({})
          const runs = references.map((reference) => findRun(all, reference))
          const comparison = await client.evaluations.compare({ runs: runs.map(({ id }) => id) })
          context.output.document(comparison)
          context.output.print(formatComparison(comparison, await client.system.catalog({}), context.output.colors))
        }),
      ),
    )
}
