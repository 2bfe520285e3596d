import { writeFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import type { Client, Dataset, Evaluation, Run, VisualizedUnit } from '../contract/index.ts'
import { parseMethod } from '../contract/method.ts'
import { checkpointHelp, checkpointIdOf } from './client/checkpoint-reference.ts'
import { findClass } from './client/class-reference.ts'
import { newestDone } from './client/evaluation-reference.ts'
import { followTask } from './client/follow-task.ts'
import { datasetOf } from './client/run-dataset.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly class?: string
  readonly layer?: string
  readonly channel?: string
  readonly method: string
  readonly seed: string
  readonly checkpoint?: string
  readonly out: string
}

export const visualize: Register = (program, act) => {
  program
    .command('visualize <run>')
    .description('an image that a class, or a channel of a layer, answers to most')
    .option('--class <name>', 'the class whose logit is maximised: its name, wnid or number')
    .option('--layer <name>', 'the layer of --channel; default: the one that class-activation methods take')
    .option('--channel <n>', 'the channel whose mean is maximised, from 0')
    .option('--method <text>', 'as "catalog visualizations" lists them', 'activation-maximization')
    .option('--seed <n>', 'of the noise that it begins with', '0')
    .option('--checkpoint <which>', `${checkpointHelp}; default: of the newest evaluation`)
    .requiredOption('--out <file.png>', 'where to')
    .action(
      act(async (context, reference: string, options: Options) => {
        const path = resolve(options.out)
        if (extname(path).toLowerCase() !== '.png') throw new UsageError(`--out is a .png file: got ${options.out}.`)
        const seed = readNumber('--seed', options.seed)
        return withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const evaluation = await findEvaluated(client, run, options.checkpoint)
          const unit = readUnit(await datasetOf(client, run), options)
          await write(client, context, path, {
            ...{ evaluation: evaluation.id, method: parseMethod(options.method), unit, seed },
          })
        })
      }),
    )
}

async function write(
  client: Client,
  { output }: CommandContext,
  path: string,
  wish: Omit<Parameters<Client['evaluations']['visualize']>[0], 'task'>,
): Promise<void> {
  const { shape, image, activation } = await followTask(client, output, 'visualize', (task) =>
    client.evaluations.visualize({ ...wish, task }),
  )
  const { encodePng, pictureOfImage } = await import('../host/sheets/export/pictures.ts')
  const values = new Float32Array(Uint8Array.from(image).buffer)
  const pixels = Uint8Array.from(values, (value) => Math.round(value * 255))
  writeFileSync(path, await encodePng(pictureOfImage(pixels, shape)))
  const { evaluation, unit, seed } = wish
  output.document({ path, shape, activation, evaluation, unit, seed })
  const [height, width] = shape
  output.print(`${path}: ${width} × ${height} px, activation ${Number(activation.toPrecision(4))}.`)
}

/** The newest evaluation, which names the checkpoint that is looked at; its condition plays no part. */
async function findEvaluated(
  client: Client,
  run: Pick<Run, 'id' | 'name'>,
  which: string | undefined,
): Promise<Evaluation> {
  const checkpoint = await checkpointIdOf(client, run, which)
  const found = newestDone(await client.evaluations.list({ runs: [run.id] }), checkpoint)
  if (found) return found
  const what = checkpoint === null ? '' : ` of checkpoint "${which}"`
  throw new UsageError(`"${run.name}" has no finished evaluation${what}.`, {
    hint: `Evaluate it: adversarium evaluate ${run.id} --condition clean${which === undefined ? '' : ` --checkpoint ${which}`}.`,
  })
}

function readUnit(dataset: Dataset, { class: name, layer, channel }: Options): VisualizedUnit {
  const hint = 'For example: --class broom, or --layer <name> --channel 3.'
  if (name !== undefined) {
    if (layer === undefined && channel === undefined) return { class: findClass(dataset, name) }
    throw new UsageError('Expected --class, or --layer and --channel: got both.', { hint })
  }
  if (channel === undefined) throw new UsageError('Expected --class, or --layer and --channel: got neither.', { hint })
  return { layer: layer ?? '', channel: readNumber('--channel', channel) }
}

function readNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UsageError(`${option} takes a whole number from 0: got "${text}".`)
}
