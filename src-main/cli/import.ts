import { resolve } from 'node:path'
import { exitCodes } from '../contract/cli.ts'
import type { Client } from '../contract/index.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { formatCount } from './terminal/format.ts'
import { formatRuns } from './terminal/run-table.ts'

export const importLogs: Register = (program, act) => {
  program
    .command('import <path>')
    .description('take in logs of TensorBoard, W&B, Keras or Lightning (CSV) as read-only runs; again: what is new')
    .action(
      act(async (context, path: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => bring(client, context, resolve(path))),
      ),
    )
}

/** Logs that cannot be used are a failure, not a wrong use of the command. */
async function bring(client: Client, { output }: CommandContext, path: string): Promise<number> {
  try {
    const { runs, notes } = await client.runs.import({ path })
    output.document({ runs, notes })
    const points = runs.reduce((sum, run) => sum + run.points, 0)
    const fresh = runs.filter(({ isNew }) => isNew).length
    const known = runs.length - fresh
    const told = runs.flatMap(({ run }) => (run.imported?.notes ?? []).map((note) => `${run.name}: ${note}`))
    const counts = [
      `${fresh} run${fresh === 1 ? '' : 's'} imported`,
      ...(known === 0 ? [] : [`${known} here already`]),
      `${formatCount(points)} new value${points === 1 ? '' : 's'}`,
    ]
    if (runs.length > 0)
      output.print(
        formatRuns(
          runs.map(({ run }) => run),
          output.colors,
        ),
      )
    output.print([`${counts.join(', ')}.`, ...notes, ...told].join('\n'))
    return exitCodes.done
  } catch (error) {
    output.fail(error)
    return exitCodes.failed
  }
}
