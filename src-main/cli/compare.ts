import { Option } from 'commander'
import { withClient } from './client/with-client.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { formatComparison } from './terminal/comparison-table.ts'
import { comparisonText, textFormats, type TextFormat } from './terminal/comparison-text.ts'
import { formatUnseen } from './terminal/unseen-families.ts'

export const compare: Register = (program, act) => {
  program
    .command('compare <runs...>')
    .description('accuracies with intervals under every condition, and exact McNemar tests between the runs')
    .addOption(new Option('--as <format>', 'print the table so').choices(textFormats))
    .action(
      act(async (context, references: string[], { as }: { as?: TextFormat }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const all = await client.runs.list({})
          const runs = references.map((reference) => findRun(all, reference).id)
          const [comparison, unseen, catalog] = await Promise.all([
            client.evaluations.compare({ runs }),
            client.evaluations.compareUnseen({ runs }),
            client.system.catalog({}),
          ])
          output.document({ ...comparison, unseen })
          if (as !== undefined) return output.print(comparisonText(comparison, unseen, catalog, as).trimEnd())
          const parts = [formatComparison(comparison, catalog, output.colors), formatUnseen(unseen, output.colors)]
          output.print(parts.filter((part) => part !== '').join('\n\n'))
        }),
      ),
    )
}
