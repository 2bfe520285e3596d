import type { Client, Experiment } from '../contract/index.ts'
import { exitCodes } from '../contract/cli.ts'
import type { Connection } from './client/connect.ts'
import { showComparison } from './client/show-comparison.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { loadConfig } from './config/load-config.ts'
import { launch } from './run.ts'
import { dataRootHelp, untilEnded } from './serve.ts'
import { formatRuns } from './terminal/run-table.ts'
import { findWindow, openWindow } from './window.ts'

interface Options {
  readonly once?: boolean
  readonly dataRoot?: string
  readonly window: boolean
}

export const start: Register = (program, act) => {
  program
    .command('start')
    .description('open the workbench; on an empty workspace it runs the sample experiment')
    .option('--once', 'end after the table of the newest experiment')
    .option('--no-window', 'serve the interface to a browser even where a window could open')
    .option('--data-root <folder>', dataRootHelp)
    .action(
      act(async (context, { once = false, window, dataRoot }: Options) => {
        const { binary, reason } = once || !window ? { binary: null, reason: null } : findWindow()
        if (binary !== null) return openWindow(binary, context, (connection) => showContent(connection, context))
        if (reason !== null) tell(context, reason)
        return withClient(context, { startsQueue: true, dataRoot }, (connection) => {
          if (dataRoot !== undefined && !connection.isOwn) tell(context, isIgnored)
          return serve(connection, context, once)
        })
      }),
    )
}

const isIgnored = 'The host of this workspace runs already: --data-root counts when it is started.'

async function serve(connection: Connection, context: CommandContext, isOnce: boolean): Promise<number> {
  const { output } = context
  const { url } = connection
  if (!isOnce) {
    output.line({ type: 'address', url })
    output.print(`The interface is at ${url}\nRuns are kept in ${context.workspace}.\n`)
  }
  const code = await showContent(connection, context)
  if (isOnce || code === exitCodes.cancelled) return code
  output.print(`\nThe interface stays at ${url}\nCtrl-C ends it.`)
  await untilEnded(context, connection.closed)
  return exitCodes.done
}

/** Runs the sample in an empty workspace; elsewhere shows the runs and the comparison of the newest experiment. */
async function showContent(connection: Connection, context: CommandContext): Promise<number> {
  const { client } = connection
  const { output } = context
  const newest = await findNewest(client)
  if (newest === null) {
    tell(context, 'The workspace is empty: the sample experiment runs.')
    return launch(connection, context, await loadConfig(client, 'sample', []))
  }
  output.print(formatRuns(await client.runs.list({}), output.colors))
  output.print(`\nNewest experiment: ${output.colors.bold(newest.name)}`)
  await showComparison(client, output, { runs: newest.runs })
  return exitCodes.done
}

async function findNewest(client: Client): Promise<Experiment | null> {
  const all = await client.experiments.list({})
  return all.reduce<Experiment | null>(
    (newest, experiment) => (newest === null || experiment.createdAt > newest.createdAt ? experiment : newest),
    null,
  )
}

function tell({ output }: CommandContext, message: string): void {
  output.line({ type: 'note', message })
  output.print(message)
}
