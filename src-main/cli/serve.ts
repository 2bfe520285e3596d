import { startOwnHost } from './client/connect.ts'
import { programFolder, type CommandContext, type Register } from './command.ts'
import { UsageError } from './usage-error.ts'

export const dataRootHelp = 'folder below which a browser may import data; nowhere where it is left out'

export const serve: Register = (program, act) => {
  program
    .command('serve')
    .description('run the host and serve the interface to a browser on this machine')
    .option('--port <number>', 'port; any free one where it is left out')
    .option('--data-root <folder>', dataRootHelp)
    .action(
      act(async (context, options: { port?: string; dataRoot?: string }) => {
        const { output, workspace } = context
        const port = readPort(options.port)
        const host = await startOwnHost({ ...options, workspace, programFolder, port, startsQueue: true })
        try {
          output.line({ type: 'address', url: host.url })
          output.print(`The interface is at ${host.url}\nCtrl-C ends it.`)
          if (host.notice !== null) {
            output.line({ type: 'note', message: host.notice })
            output.print(host.notice)
          }
          await untilEnded(context, host.closed)
        } finally {
          await host.close()
        }
      }),
    )
}

/** Resolves when the host has ended, or at Ctrl-C. */
export function untilEnded({ interrupts }: Pick<CommandContext, 'interrupts'>, closed: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const release = interrupts.handle((count) => (count > 1 ? interrupts.stop() : resolve()))
    void closed.then(() => {
      release()
      resolve()
    })
  })
}

function readPort(text = '0'): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(`--port must be a whole number in [0, 65535]: got "${text}".`)
}
