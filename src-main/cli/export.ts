import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../contract/index.ts'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Act, CommandContext, Register } from './command.ts'
import { UsageError } from './usage-error.ts'
import { wholeNumber } from './whole-number.ts'

interface Target {
  readonly out?: string
}

export const exportCommand: Register = (program, act) => {
  const command = program.command('export').description("what a run came to, in the forms that others' pages read")
  robustBench(command, act)
  modelCard(command, act)
}

interface RobustBenchOptions extends Target {
  readonly name?: string
  readonly authors?: string
  readonly link?: string
  readonly venue?: string
  readonly year?: string
}

function robustBench(command: Command, act: Act): void {
  command
    .command('robustbench <run>')
    .description("an entry of RobustBench's model_info, from evaluations under AutoAttack's standard version")
    .option('--out <file>', 'where to; default: the terminal')
    .option('--name <text>', 'title of the paper')
    .option('--authors <text>', 'of the paper')
    .option('--link <url>', 'to the paper')
    .option('--venue <text>', 'and year, e.g. "ICML 2020"')
    .option('--year <n>', 'in the name of the file, beside author and title')
    .action(
      act(async (context, reference: string, { out, year, ...facts }: RobustBenchOptions) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const dated = year === undefined ? facts : { ...facts, year: wholeNumber('--year', year, 1900) }
          const { text, place } = await client.reports.robustBench({ run: run.id, facts: dated })
          put(context, text, out, { place })
        }),
      ),
    )
}

function modelCard(command: Command, act: Act): void {
  command
    .command('model-card <run>')
    .description('a model card of a checkpoint in Markdown, with the metadata that Hugging Face reads')
    .option('--checkpoint <which>', `${checkpointHelp}; default: the last`)
    .option('--out <file>', 'where to; default: the terminal')
    .action(
      act(async (context, reference: string, { out, checkpoint }: Target & { readonly checkpoint?: string }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const kept = await client.runs.checkpoints({ id: run.id })
          const { text, name } = await client.reports.modelCard({
            checkpoint: findCheckpoint(run, kept, checkpoint ?? 'last').id,
          })
          put(context, text, out, { name })
        }),
      ),
    )
}

/** Prints a text, or writes it where there is nothing yet. */
function put({ output }: CommandContext, text: string, out: string | undefined, about: object): void {
  if (out === undefined) {
    output.document({ ...about, text })
    output.print(text.trimEnd())
    return
  }
  const path = resolve(out)
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      throw new AppError('conflict', `There is something called ${path} already.`, { hint: 'Choose another name.' })
    }
    throw new UsageError(`${path} cannot be written: ${message}`)
  }
  output.document({ ...about, path })
  output.print(path)
}
