import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { suggest } from '../contract/catalog.ts'
import { exitCodes } from '../contract/cli.ts'
import type { Client } from '../contract/index.ts'
import { ExportFormat, weightsCalled, type Weights, type WeightsProgress } from '../contract/weights.ts'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Act, CommandContext, Register } from './command.ts'
import { formatBytes } from './terminal/format.ts'
import { createProgressDisplay } from './terminal/progress-display.ts'
import { formatCatalogue, formatList, formatWeights } from './terminal/weights-tables.ts'
import { UsageError } from './usage-error.ts'

export const weights: Register = (program, act) => {
  const group = program.command('weights').description('import, fetch, list and export weights that runs start from')
  registerReading(group, act)
  registerBringing(group, act)
  registerExport(group, act)
}

function registerReading(group: Command, act: Act): void {
  group
    .command('list')
    .description('list the imported weights')
    .action(
      act(async (context) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const all = await client.weights.list({})
          output.document(all)
          if (all.length > 0) return output.print(formatList(all, output.colors))
          output.print('No weights are imported: adversarium weights import <file>, or adversarium weights fetch.')
        }),
      ),
    )
  group
    .command('show <weights>')
    .description('what they are, what the import found, and which runs start from them')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const found = findWeights(await client.weights.list({}), reference)
          const runs = (await client.runs.list({})).filter(({ config }) => config.initialWeights === found.id)
          context.output.document({ ...found, usedBy: runs.map(({ id }) => id) })
          context.output.print(formatWeights(found, context.output.colors, runs))
        }),
      ),
    )
  group
    .command('remove <weights>')
    .description('to the trash; refused while a run waits to start from them')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { id, title } = findWeights(await client.weights.list({}), reference)
          await client.weights.remove({ id })
          context.output.document({ removed: id })
          context.output.print(`"${title}" is in the trash: adversarium trash restore weights:${id}`)
        }),
      ),
    )
}

function registerBringing(group: Command, act: Act): void {
  group
    .command('import <file>')
    .description('read a Keras, TensorFlow.js or safetensors file into the workspace')
    .option('--name <text>', 'what the weights are called; after the file where it is left out')
    .option('--licence <text>', 'under which licence they are')
    .action(
      act(async (context, file: string, { name, licence }: { name?: string; licence?: string }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const named = { ...(name === undefined ? {} : { name }), ...(licence === undefined ? {} : { licence }) }
          const path = resolve(file)
          return bring(client, context, path, () => client.weights.import({ path, ...named }))
        }),
      ),
    )
  group
    .command('fetch [id]')
    .description('download, check and import a public weight file; list them where none is named')
    .action(
      act(async (context, id: string | undefined) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          if (id !== undefined) return bring(client, context, id, () => client.weights.fetch({ id }))
          const all = await client.weights.catalogue({})
          context.output.document(all)
          context.output.print(formatCatalogue(all, context.output.colors))
          return exitCodes.done
        }),
      ),
    )
}

interface ExportOptions {
  readonly format: ExportFormat
  readonly checkpoint: string
}

function registerExport(group: Command, act: Act): void {
  group
    .command('export <run> [target]')
    .description("write a checkpoint's base model for other programs; into the workspace where no target is named")
    .addOption(new Option('--format <name>', 'how').choices(ExportFormat.options).default('keras3-weights'))
    .option('--checkpoint <which>', checkpointHelp, 'last')
    .action(
      act(async (context, reference: string, target: string | undefined, { format, checkpoint }: ExportOptions) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const file = findCheckpoint(run, await client.runs.checkpoints({ id: run.id }), checkpoint)
          const place = target === undefined ? {} : placeOf(target)
          const exported = await client.weights.export({ checkpoint: file.id, format, ...place })
          context.output.document(exported)
          const { path, bytes, lines } = exported
          context.output.print(`${path} (${formatBytes(bytes)})\n\n${lines.map((line) => `  ${line}`).join('\n')}`)
        }),
      ),
    )
}

/** An existing folder takes the export under its usual name. */
function placeOf(target: string): { folder: string; name?: string } {
  const path = resolve(target)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? { folder: path } : { folder: dirname(path), name: basename(path) }
}

/** Shows how far `subject` is. A file that cannot be used is a failure, not a wrong use of the command. */
async function bring(
  client: Client,
  { output }: CommandContext,
  subject: string,
  work: () => Promise<Weights>,
): Promise<number> {
  const display = createProgressDisplay(output)
  const stop = client.weights.on('progress', ({ stage, done, total, ...told }: WeightsProgress) => {
    if (told.subject !== subject) return
    const amount = stage === 'fetching' ? ` ${formatBytes(done)}${total === 0 ? '' : ` of ${formatBytes(total)}`}` : ''
    display.update({ subject: 'weights', note: `${stage}${amount}`, done, total: Math.max(1, total), rate: null })
  })
  try {
    const weights = await work()
    display.stop()
    output.document(weights)
    output.print(formatWeights(weights, output.colors))
    return exitCodes.done
  } catch (error) {
    display.stop()
    output.fail(error)
    return exitCodes.failed
  } finally {
    stop()
    display.stop()
  }
}

function findWeights(all: readonly Weights[], reference: string): Weights {
  const [found, ...others] = weightsCalled(all, reference)
  if (found && others.length === 0) return found
  if (found) {
    const ids = [found, ...others].map(({ id }) => id)
    const hint = `Name one by its id: ${ids.join(', ')}.`
    throw new UsageError(`${ids.length} weights are called "${reference}".`, { hint })
  }
  const names = all.flatMap(({ id, title }) => [id, title])
  throw new UsageError(`There are no weights "${reference}".`, {
    hint: all.length === 0 ? 'Import some: adversarium weights import <file>.' : suggest(reference, names),
  })
}
