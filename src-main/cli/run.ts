import type { Client, ExperimentConfigInput } from '../contract/index.ts'
import type { Connection } from './client/connect.ts'
import { followRuns } from './client/follow-runs.ts'
import { showComparison } from './client/show-comparison.ts'
import { withClient } from './client/with-client.ts'
import { collect, type CommandContext, type Register } from './command.ts'
import { loadConfig } from './config/load-config.ts'
import type { Output } from './terminal/output.ts'

export const run: Register = (program, act) => {
  program
    .command('run <config>')
    .description('train and evaluate a preset, or the run or experiment of a JSON file')
    .option(
      '--set <path=value>',
      'change a setting, e.g. epochs=3 or objective.params.multiplier=0.5; may be repeated; another architecture brings a rate and a batch of its own',
      collect,
      [],
    )
    .action(
      act(async (context, word: string, options: { set: readonly string[] }) =>
        withClient(context, { startsQueue: true }, async (connection) =>
          launch(connection, context, await loadConfig(connection.client, word, options.set)),
        ),
      ),
    )
}

/** Launches an experiment, follows it to its end and shows what came of it; resolves to the exit code. */
export async function launch(
  connection: Connection,
  context: CommandContext,
  config: ExperimentConfigInput,
  show: (client: Client, output: Output, runs: readonly string[]) => Promise<void> = (client, output, runs) =>
    showComparison(client, output, { runs: [...runs] }),
): Promise<number> {
  const { client } = connection
  const { output } = context
  const { runs, code } = await followRuns(connection, context, async () => {
    const experiment = await client.experiments.launch(config)
    output.line({ type: 'experiment', experiment })
    output.print(
      `${output.colors.bold(experiment.name)}: ${experiment.runs.length === 1 ? 'run' : 'runs'} ${experiment.runs.join(', ')}`,
    )
    return { runs: experiment.runs, evaluations: null }
  })
  await show(
    client,
    output,
    runs.map(({ id }) => id),
  )
  return code
}
