import { Command, CommanderError } from 'commander'
import { exitCodes } from '../contract/cli.ts'
import { AppError } from '../contract/wire.ts'
import { defaultWorkspaceFolder } from '../host/workspace.ts'
import type { Act, CommonOptions } from './command.ts'
import { commands } from './index.ts'
import { createOutput } from './terminal/output.ts'

/** Runs one command line and resolves to its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.done
  const outputOf = (isJson: boolean) =>
    createOutput({ isJson, stdout: process.stdout, stderr: process.stderr, env: process.env })

  const act: Act =
    (action) =>
    async (...given) => {
      const command = given.at(-1) as Command
      const options = command.optsWithGlobals<CommonOptions>()
      const output = outputOf(options.json === true)
      try {
        const own = given.slice(0, -1) as never
        const context = { output, workspace: options.workspace ?? defaultWorkspaceFolder() }
        code = (await action(context, ...own)) ?? exitCodes.done
      } catch (error) {
        output.fail(error)
        code = exitCodeOf(error)
      }
    }

  const program = new Command('adversarium')
    .description('Trains image classifiers with adversarial regularization and shows why they fail.')
    .option('--json', 'print JSON: one document, or JSON lines for streams')
    .option('--workspace <folder>', 'where runs, datasets and checkpoints lie')
    .showSuggestionAfterError()
    .showHelpAfterError('See adversarium --help.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  for (const register of commands) register(program, act)
  inherit(program)

  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitCodes.done
    if (args.includes('--json')) {
      outputOf(true).fail(new AppError('invalid-input', error.message.replace(/^error: /, '')))
    }
    return exitCodes.usage
  }
  return code
}

/** Every command takes the common options behind its name too. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child
      .option('--json', 'print JSON')
      .option('--workspace <folder>', 'the workspace')
      .exitOverride()
      .showSuggestionAfterError()
    inherit(child)
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return exitCodes.failed
  if (error.code === 'cancelled') return exitCodes.cancelled
  return exitCodes.failed
}
