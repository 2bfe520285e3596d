import { withClient } from './client/with-client.ts'
import { followRuns } from './client/follow-runs.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { showComparison } from './client/show-comparison.ts'

export const resume: Register = (program, act) => {
  program
    .command('resume <run>')
    .description('go on with a run from its last checkpoint')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const { id } = findRun(await client.runs.list({}), reference)
          const { code } = await followRuns(connection, context, async () => {
            await client.runs.resume({ id })
            return { runs: [id], evaluations: null }
          })
          await showComparison(client, context.output, { runs: [id] })
          return code
        }),
      ),
    )
}
