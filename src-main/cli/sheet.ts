import { extname, resolve } from 'node:path'
import { Option } from 'commander'
import { parseMethod, type MethodChoice } from '../contract/method.ts'
import { SheetFormat, type Client, type Dataset, type Run, type SheetSubjectInput } from '../contract/index.ts'
import type { Split } from '../contract/split.ts'
import { checkpointIdOf } from './client/checkpoint-reference.ts'
import { findClass, findTarget } from './client/class-reference.ts'
import { findEvaluation } from './client/evaluation-reference.ts'
import { followTask } from './client/follow-task.ts'
import { readImages } from './client/image-numbers.ts'
import { datasetOf } from './client/run-dataset.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { freeFile } from './free-file.ts'
import { formatBytes, formatCount } from './terminal/format.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly methods: string
  readonly out?: string
  readonly condition: string
  readonly split: Split
  readonly checkpoint?: string
  readonly cell?: string
  readonly outcome: 'misclassified' | 'correct' | 'all'
  readonly tag?: string
  readonly images?: string
  readonly explain: string
  readonly against?: string
  readonly beside?: boolean
  readonly flip?: 'fixed' | 'broken' | 'both-wrong' | 'both-right'
  readonly sort: string
  readonly title?: string
}

export const sheet: Register = (program, act) => {
  program
    .command('sheet <run>')
    .description('saliency maps of many images side by side, in one file: images × methods')
    .option('--methods <list>', 'of maps, e.g. gradient,guided-backpropagation', 'gradient:sign=signed,grad-cam')
    .option(
      '--out <file>',
      `where to; the ending says how: ${SheetFormat.options.map((it) => `.${it}`).join(', ')}; default: sheet.html here, or sheet-2.html where there is one`,
    )
    .option('--condition <text>', 'under which the run was evaluated', 'clean')
    .addOption(new Option('--split <name>', 'of which images').choices(['validation', 'train']).default('validation'))
    .option('--checkpoint <which>', 'the evaluated checkpoint; default: of the newest evaluation')
    .option('--cell <true,predicted>', 'a cell of the confusion matrix, e.g. syringe,beer-bottle')
    .addOption(
      new Option('--outcome <name>', 'which images')
        .choices(['misclassified', 'correct', 'all'])
        .default('misclassified'),
    )
    .option('--tag <name>', 'images that carry this tag')
    .option('--images <numbers>', 'hand-picked ones, e.g. 3,17,20')
    .option('--against <run>', 'another run that was evaluated on the same images, for --flip and --beside')
    .option('--beside', "that run's maps beside those of this one")
    .addOption(
      new Option('--flip <name>', 'what became of images from that run to this one').choices([
        ...['fixed', 'broken', 'both-wrong', 'both-right'],
      ]),
    )
    .option(
      '--explain <class>',
      'predicted, truth, truth-minus-predicted, a class, or <class>-minus-<class>',
      'predicted',
    )
    .addOption(
      new Option('--sort <by>', 'in which order').choices(['image', 'confidence', 'margin', 'loss']).default('image'),
    )
    .option('--title <text>', 'of the sheet; after run and condition where it is left out')
    .action(
      act(async (context, reference: string, options: Options) => {
        const path = options.out === undefined ? freeFile('sheet', 'html') : resolve(options.out)
        const format = SheetFormat.safeParse(extname(path).slice(1))
        if (!format.success) {
          const hint = `It ends in one of ${SheetFormat.options.map((it) => `.${it}`).join(', ')}.`
          throw new UsageError(`--out tells no format: got ${options.out}.`, { hint })
        }
        requireOther(options)
        return withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const asked = await questionOf(client, run, options)
          const explained = options.explain === 'predicted' ? [] : [options.explain]
          const title = options.title ?? [run.name, options.condition, ...explained].join(', ')
          await write(client, context, { ...asked, format: format.data, title: title.slice(0, 200), path })
        })
      }),
    )
}

async function write(
  client: Client,
  { output }: CommandContext,
  wish: Omit<Parameters<Client['sheets']['export']>[0], 'task'>,
): Promise<void> {
  const { images, computed, failures, path, bytes } = await followTask(client, output, 'sheet', (task) =>
    client.sheets.export({ ...wish, task }),
  )
  output.document({ path, bytes, images, computed, failures })
  for (const { error } of failures.slice(0, 10)) output.print(error.message)
  output.print(`${path} (${formatBytes(bytes)}): ${formatCount(images)} images, ${formatCount(computed)} maps new.`)
}

async function questionOf(
  client: Client,
  run: Run,
  options: Options,
): Promise<SheetSubjectInput & { readonly beside?: string }> {
  const { split, cell, outcome, flip, sort, explain } = options
  const checkpoint = await checkpointIdOf(client, run, options.checkpoint)
  const wanted = { condition: parseMethod(options.condition), split, checkpoint }
  const evaluation = await findEvaluation(client, run, wanted)
  const dataset = await datasetOf(client, run)
  const other =
    options.against === undefined
      ? null
      : await findEvaluation(client, findRun(await client.runs.list({}), options.against), {
          ...wanted,
          checkpoint: null,
        })
  return {
    question: {
      evaluation: evaluation.id,
      outcome: flip === undefined ? outcome : 'all',
      ...(other && { against: other.id }),
      ...(flip === undefined ? {} : { flip }),
      ...(cell === undefined ? {} : readCell(dataset, cell)),
      ...(options.tag === undefined ? {} : { tag: options.tag }),
      ...(options.images === undefined ? {} : { images: readImages(options.images) }),
      sort: sort as 'image',
    },
    methods: readMethods(options.methods),
    target: findTarget(dataset, explain),
    ...(options.beside && other && { beside: other.id }),
  }
}

/** Another run, and what is done with it, are of no use without each other. */
function requireOther({ against, beside, flip }: Options): void {
  const hint = 'For example: --against base --beside, or --against base --flip broken.'
  if (against === undefined && beside) throw new UsageError('--beside needs a run to stand beside.', { hint })
  if (against === undefined && flip !== undefined) {
    throw new UsageError('--flip needs a run from which images flipped.', { hint })
  }
  if (against !== undefined && !beside && flip === undefined) {
    throw new UsageError('--against changes nothing without --beside or --flip.', { hint })
  }
}

function readCell(dataset: Dataset, text: string): { truth: number[]; predicted: number[] } {
  const [truth, predicted, ...rest] = text.split(',')
  if (truth === undefined || predicted === undefined || rest.length > 0) {
    throw new UsageError(`--cell takes two classes: got "${text}".`, {
      hint: 'For example: --cell syringe,beer-bottle.',
    })
  }
  return { truth: [findClass(dataset, truth)], predicted: [findClass(dataset, predicted)] }
}

/** Methods and their parameters both have commas between them: what has a "=" and no ":" before it is a parameter. */
export function readMethods(text: string): MethodChoice[] {
  const methods: string[] = []
  for (const part of text.split(',')) {
    if (methods.length > 0 && /^[^:]*=/.test(part)) methods.push(`${methods.pop()},${part}`)
    else methods.push(part)
  }
  return methods.filter((method) => method.trim() !== '').map((method) => parseMethod(method))
}
