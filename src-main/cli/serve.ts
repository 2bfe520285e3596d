import { AppError } from '../contract/wire.ts'
import { createHost } from '../host/create-host.ts'
import { programFolder, type Register } from './command.ts'

export const serve: Register = (program, act) => {
  program
    .command('serve')
    .description('run the host and serve the interface to a browser on this machine')
    .option('--port <number>', 'port; any free one where it is left out')
    .action(
      act(async ({ output, workspace }, options: { port?: string }) => {
        const port = Number(options.port ?? 0)
        if (!Number.isInteger(port) || port < 0 || port > 65_535) {
          throw new AppError('invalid-input', `--port must be a whole number in [0, 65535]: got ${options.port}.`)
        }
        const host = await createHost({ workspace, programFolder, port })
        output.line({ type: 'address', url: host.url })
        output.print(`The workbench is at ${host.url} until Ctrl-C.`)
        await untilInterrupted()
        await host.close()
      }),
    )
}

/** Resolves at Ctrl-C or SIGTERM. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
