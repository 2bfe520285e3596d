import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatRuns } from './terminal/run-table.ts'

export const runs: Register = (program, act) => {
  program
    .command('runs')
    .description('list the runs of the workspace, less those in the trash')
    .action(
      act(async (context) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const all = (await client.runs.list({})).filter(({ trashedAt }) => trashedAt === null)
          context.output.document(all)
          context.output.print(formatRuns(all, context.output.colors))
        }),
      ),
    )
}
