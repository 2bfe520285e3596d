import { withClient } from './client/with-client.ts'
import type { Connection } from './client/connect.ts'
import { followRuns } from './client/follow-runs.ts'
import type { CommandContext, Register } from './command.ts'
import { loadConfig } from './config/load-config.ts'
import { formatComparison } from './terminal/comparison-table.ts'

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

export const run: Register = (program, act) => {
  program
    .command('run <config>')
    .description('train and evaluate a preset, or the run or experiment of a JSON file')
    .option('--set <path=value>', 'change a setting, e.g. epochs=3; may be repeated', collect, [])
    .action(
      act(async (context, word: string, options: { set: readonly string[] }) =>
        withClient(context, { startsQueue: true }, async (connection) =>
          launch(connection, context, await loadConfig(connection.client, word, options.set)),
        ),
      ),
    )
}

type Config = Parameters<Connection['client']['experiments']['launch']>[0]

/** Launches an experiment, follows it to its end and shows the comparison; resolves to the exit code. */
export async function launch(connection: Connection, context: CommandContext, config: Config): Promise<number> {
  const { client } = connection
  const { output } = context
  const { runs, code } = await followRuns(connection, output, async () => {
    const experiment = await client.experiments.launch(config)
    output.line({ type: 'experiment', experiment })
    output.print(`${experiment.name}: ${experiment.runs.length === 1 ? 'run' : 'runs'} ${experiment.runs.join(', ')}`)
    return { runs: experiment.runs, evaluations: null }
  })
  const ids = runs.map(({ id }) => id)
  await showComparison(connection, context, ids)
  return code
}

export async function showComparison(
  { client }: Pick<Connection, 'client'>,
  { output }: Pick<CommandContext, 'output'>,
  runs: readonly string[],
): Promise<void> {
  const comparison = await client.evaluations.compare({ runs: [...runs] })
  output.line({ type: 'comparison', comparison })
  output.print(`\n${formatComparison(comparison, output.colors)}`)
}
