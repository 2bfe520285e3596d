import { Option } from 'commander'
import { withClient } from './client/with-client.ts'
import { findRuns } from './client/run-reference.ts'
import { comparisonForPerson } from './client/show-comparison.ts'
import type { Register } from './command.ts'
import { comparisonText, textFormats, type TextFormat } from './terminal/comparison-text.ts'

export const compare: Register = (program, act) => {
  program
    .command('compare <runs...>')
    .description('accuracies with intervals under every condition, and exact McNemar tests between the runs')
    .addOption(new Option('--as <format>', 'print the table so').choices(textFormats))
    .action(
      act(async (context, references: string[], { as }: { as?: TextFormat }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const runs = (await findRuns(client, references)).map(({ id }) => id)
          const [comparison, unseen, catalog] = await Promise.all([
            client.evaluations.compare({ runs }),
            client.evaluations.compareUnseen({ runs }),
            client.system.catalog({}),
          ])
          output.document({ ...comparison, unseen })
          if (as !== undefined) return output.print(comparisonText(comparison, unseen, catalog, as).trimEnd())
          output.print(await comparisonForPerson(client, { comparison, unseen, catalog }, output.colors))
        }),
      ),
    )
}
