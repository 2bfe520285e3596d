import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { version } from '../../package.json'
import { exitCodes } from '../contract/cli.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { AppError } from '../contract/wire.ts'
import { defaultWorkspaceFolder } from '../host/workspace.ts'
import { watchInterrupts } from './client/interrupts.ts'
import type { Act, CommonOptions } from './command.ts'
import { commands } from './index.ts'
import { createOutput, type Output, type OutputStream } from './terminal/output.ts'
import { UsageError } from './usage-error.ts'

interface Streams {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
}

/** Runs one command line and resolves to its exit code. */
export async function runProgram(args: readonly string[], streams: Streams = process): Promise<number> {
  let code: number = exitCodes.done
  const outputOf = (isJson: boolean): Output => createOutput({ isJson, ...pick(streams), env: process.env })

  const act: Act =
    (action) =>
    async (...given) => {
      const options = (given.at(-1) as Command).optsWithGlobals<CommonOptions>()
      const output = outputOf(options.json === true)
      const interrupts = watchInterrupts()
      try {
        const own = given.slice(0, -1) as never
        const workspace = resolve(options.workspace ?? defaultWorkspaceFolder())
        const acting = action({ output, workspace, interrupts }, ...own)
        code = (await Promise.race([acting, interrupts.stopped])) ?? exitCodes.done
      } catch (error) {
        const known = asFileFault(error)
        output.fail(known)
        code = exitCodeOf(known)
      } finally {
        interrupts.dispose()
      }
    }

  try {
    await createProgram(act, streams).parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitCodes.done
    if (args.includes('--json')) outputOf(true).fail(asUsageError(error))
    return exitCodes.usage
  }
  return code
}

function createProgram(act: Act, { stdout, stderr }: Streams): Command {
  const program = new Command('adversarium')
    .description('Trains image classifiers with adversarial regularization and shows why they fail.')
    .version(version)
    .option('--json', 'print JSON: one document, or JSON lines where something goes on')
    .option('--workspace <folder>', "where runs, datasets and checkpoints lie; by default in the user's data folder")
    .showSuggestionAfterError()
    .showHelpAfterError('"adversarium --help" and "adversarium <command> --help" say what there is.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
  for (const register of commands) register(program, act)
  sayWhereHelpIs(program.commands, 'adversarium')
  return program
}

/** A wrong use of a command points at the help of this command. */
function sayWhereHelpIs(commands: readonly Command[], parent: string): void {
  for (const command of commands) {
    const name = `${parent} ${command.name()}`
    command.showHelpAfterError(`"${name} --help" says what it takes.`)
    sayWhereHelpIs(command.commands, name)
  }
}

const pick = ({ stdout, stderr }: Streams): Streams => ({ stdout, stderr })

/** Commander writes its suggestion into the message: `error: unknown command 'rn'\n(Did you mean run?)`. */
function asUsageError({ message }: CommanderError): UsageError {
  const [, text = message, hint] = /^(?:error: )?(.*?)(?:\s*\(?(Did you mean .*?)\)?)?$/s.exec(message) ?? []
  return new UsageError(text, { hint })
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return exitCodes.failed
  if (error.code === 'cancelled') return exitCodes.cancelled
  return error.code === 'invalid-input' ? exitCodes.usage : exitCodes.failed
}
