import { withClient } from './client/with-client.ts'
import { followRuns } from './client/follow-runs.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { showComparison } from './run.ts'

export const resume: Register = (program, act) => {
  program
    .command('resume <run>')
    .description('go on with a run from its last checkpoint')
    .action(
      act(async (context, word: string) =>
        withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const { id } = findRun(await client.runs.list({}), word)
          const { code } = await followRuns(connection, context.output, async () => {
            await client.runs.resume({ id })
            return { runs: [id], evaluations: null }
          })
          await showComparison(connection, context, [id])
          return code
        }),
      ),
    )
}
