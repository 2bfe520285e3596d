import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { programFolder, type CommandContext, type Register } from './command.ts'
import { connect, type Connection } from './client/connect.ts'
import { loadConfig } from './config/load-config.ts'
import { launch, showComparison } from './run.ts'
import { untilInterrupted } from './serve.ts'
import { formatRuns } from './terminal/run-table.ts'

export const start: Register = (program, act) => {
  program
    .command('start')
    .description('open the workbench; on an empty workspace it runs the sample experiment')
    .option('--once', 'end after the table of the newest experiment')
    .option('--no-window', 'serve the browser even where a window could open')
    .action(
      act(async (context, options: { once?: boolean; window: boolean }) => {
        const window = options.once || !options.window ? null : findWindow(context)
        if (window) return openWindow(window, context)
        const connection = await connect({ workspace: context.workspace, programFolder, startsQueue: true })
        try {
          return await serveInterface(connection, context, options.once === true)
        } finally {
          await connection.close()
        }
      }),
    )
}

async function serveInterface(connection: Connection, context: CommandContext, isOnce: boolean): Promise<number> {
  const { client, url } = connection
  const { output } = context
  if (!isOnce) {
    output.line({ type: 'address', url })
    output.print(`The workbench is at ${url}`)
  }
  const [newest] = (await client.experiments.list({})).toSorted((a, b) => b.createdAt - a.createdAt)
  let code = 0
  if (newest) {
    output.print(formatRuns(await client.runs.list({}), output.colors))
    await showComparison(connection, context, newest.runs)
  } else {
    output.print('The workspace is empty: the sample experiment runs, about two minutes.')
    code = await launch(connection, context, await loadConfig(client, 'sample', []))
  }
  if (isOnce) return code
  output.print(`\nThe workbench stays at ${url} until Ctrl-C.`)
  await untilInterrupted()
  return 0
}

/** The Electron executable, where there is one and a display to open on; else says why not. */
function findWindow({ output }: CommandContext): string | null {
  const say = (message: string): null => {
    output.line({ type: 'note', message })
    output.print(message)
    return null
  }
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return say('There is no display: the interface is served to a browser.')
  }
  const folder = join(programFolder, 'node_modules/electron')
  const installed = join(folder, 'path.txt')
  const binary =
    process.env['ADVERSARIUM_ELECTRON'] ??
    (existsSync(installed) ? join(folder, 'dist', readFileSync(installed, 'utf8').trim()) : null)
  if (binary && existsSync(binary)) return binary
  return say('No Electron binary is there: the interface is served to a browser.')
}

function openWindow(binary: string, { workspace }: CommandContext): Promise<number> {
  // Electron's sandbox refuses to start as root.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(binary, [...root, programFolder, `--workspace=${workspace}`], { stdio: 'inherit', env })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
