import { CliLine } from '../../src-main/contract/cli.ts'
import { runCommand, type CommandResult, type PressCtrlC } from './command-line.ts'

/** A workspace that one host serves: its commands start none of their own. */
export interface ServedWorkspace {
  run(...args: readonly string[]): Promise<CommandResult>
  stop(): Promise<void>
}

export async function serveWorkspace(folder: string): Promise<ServedWorkspace> {
  const { promise: ready, resolve } = Promise.withResolvers<PressCtrlC>()
  const served = runCommand(['serve', '--json', '--workspace', folder], (text, press) => {
    if (CliLine.parse(JSON.parse(text)).type === 'address') resolve(press)
  })
  const early = served.then(({ stdout, stderr }): never => {
    throw new Error(`The host ended: ${stdout} ${stderr}`)
  })
  const press = await Promise.race([ready, early])
  early.catch(() => undefined)
  return {
    run: (...args) => runCommand([...args, '--workspace', folder]),
    async stop() {
      press()
      await served
    },
  }
}

/** What a command that follows runs told under `--json`. */
export const linesOf = ({ stdout }: CommandResult): CliLine[] =>
  stdout.split('\n').map((line) => CliLine.parse(JSON.parse(line)))
