import { hostname, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { startOwnHost } from './client/connect.ts'
import { programFolder, type CommandContext, type Register } from './command.ts'
import { UsageError } from './usage-error.ts'

export const dataRootHelp = 'folder below which a browser may import data; nowhere where it is left out'

export const serve: Register = (program, act) => {
  program
    .command('serve')
    .description('run the host: for a browser here, and for windows on other machines')
    .option('--port <number>', 'port; any free one where it is left out')
    .option(
      '--host <address>',
      'address to listen at; 127.0.0.1, which only this machine reaches, where it is left out',
    )
    .option('--name <text>', 'what this machine is called on others; its own name where it is left out')
    .option('--data-root <folder>', dataRootHelp)
    .action(
      act(async (context, { name, ...options }: ServeOptions) => {
        const { output, workspace } = context
        const port = readPort(options.port)
        const host = await startOwnHost({
          ...options,
          machine: name,
          workspace,
          programFolder,
          port,
          startsQueue: true,
        })
        try {
          output.line({ type: 'address', url: host.url })
          output.print(
            [
              `The interface is at ${host.url}`,
              fromElsewhere(host.url, options.host),
              `Runs are kept in ${resolve(workspace)}`,
              'Ctrl-C ends it.',
            ].join('\n'),
          )
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

interface ServeOptions {
  readonly port?: string
  readonly host?: string
  readonly name?: string
  readonly dataRoot?: string
}

/** How another machine gets here. */
function fromElsewhere(url: string, listens: string | undefined): string {
  const { port, search } = new URL(url)
  if (listens !== undefined && !['127.0.0.1', 'localhost', '::1'].includes(listens)) {
    return 'Whoever reaches this address can read along, the key included: it is not encrypted.'
  }
  return [
    `From another machine: ssh -N -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}`,
    `there "Attach to a host elsewhere…", or a browser, with http://127.0.0.1:${port}/${search}`,
  ].join('\n')
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
