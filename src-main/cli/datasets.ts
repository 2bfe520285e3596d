import { resolve } from 'node:path'
import { exitCodes } from '../contract/cli.ts'
import { corruptedInWords, type Client, type Dataset, type DatasetReport } from '../contract/index.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { formatBytes, formatCount, formatName } from './terminal/format.ts'
import { createProgressDisplay } from './terminal/progress-display.ts'
import { formatFacts, formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

interface SourceOptions {
  readonly kind?: string
  readonly name?: string
  readonly size?: string
  readonly classes?: string
}

interface Forgets {
  readonly forgetEvaluations?: boolean
}
const forgetEvaluations = ['--forget-evaluations', 'also what evaluations saw in the folder that was attached'] as const

export const datasets: Register = (program, act) => {
  const group = program.command('datasets').description('import, list and check datasets')
  const source = (name: string, description: string) =>
    group
      .command(`${name} <path>`)
      .description(description)
      .option('--kind <id>', 'tiny-imagenet, image-folder or idx; recognised where it is left out')
      .option('--name <text>', 'title of the dataset')
      .option('--size <pixels>', 'resize images to this square')
      .option('--classes <list>', 'take these classes alone, by id or name, e.g. 3,7')

  source('import', 'decode a zip, a folder of images or IDX files into the workspace').action(
    act(async (context, path: string, options: SourceOptions) =>
      withClient(context, { startsQueue: false }, async ({ client }) => {
        const wanted = request(path, options)
        const dataset = await attempt(client, context, () => client.datasets.import(wanted))
        if (dataset === null) return exitCodes.failed
        const { warnings, skipped } = await client.datasets.report({ id: dataset.id })
        context.output.document(dataset)
        context.output.print(
          [formatDataset(dataset, context), ...formatSkipped(skipped, 5), ...warnings, howToTrain(dataset)].join('\n'),
        )
        return exitCodes.done
      }),
    ),
  )
  source('check', 'read what an import would read, and write nothing').action(
    act(async (context, path: string, options: SourceOptions) =>
      withClient(context, { startsQueue: false }, async ({ client }) => {
        const wanted = request(path, options)
        const report = await attempt(client, context, () => client.datasets.check(wanted))
        if (report === null) return exitCodes.failed
        context.output.document(report)
        context.output.print(formatReport(report, context))
        return exitCodes.done
      }),
    ),
  )
  group
    .command('attach-corrupted <folder>')
    .description('attach the folder of Tiny-ImageNet-C, to evaluate under tiny-imagenet-c:corruption=fog,severity=3')
    .requiredOption('--to <dataset>', 'id of the dataset whose validation images it stands for')
    .option(...forgetEvaluations)
    .action(
      act(async (context, folder: string, { to, ...forgets }: Forgets & { readonly to: string }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const dataset = await client.datasets.attachCorrupted({ id: to, path: resolve(folder), ...forgets })
          context.output.document(dataset)
          context.output.print([formatDataset(dataset, context), ...dataset.warnings].join('\n'))
        }),
      ),
    )
  group
    .command('detach-corrupted <dataset>')
    .description('forget the attached folder; its files stay')
    .option(...forgetEvaluations)
    .action(
      act(async (context, id: string, forgets: Forgets) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const dataset = await client.datasets.detachCorrupted({ id, ...forgets })
          context.output.document(dataset)
          context.output.print(formatDataset(dataset, context))
        }),
      ),
    )
  group
    .command('list')
    .description('list the imported datasets')
    .action(
      act(async (context) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const all = await client.datasets.list({})
          output.document(all)
          if (all.length === 0) output.print('No dataset is imported: adversarium datasets import <zip or folder>.')
          else output.print(formatList(all, output.colors))
        }),
      ),
    )
}

function request(path: string, { kind, name, size, classes }: SourceOptions) {
  if (size !== undefined && !/^\d+$/.test(size)) {
    throw new UsageError(`--size must be a whole number of pixels: got ${size}.`)
  }
  return {
    path: resolve(path),
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { imageSize: Number(size) }),
    ...(classes === undefined ? {} : { classes: readClasses(classes) }),
  }
}

function readClasses(list: string): string[] {
  const classes = list.split(',').flatMap((name) => name.trim() || [])
  if (classes.length >= 2) return classes
  throw new UsageError(`--classes must name two classes or more, e.g. 3,7: got "${list}".`)
}

/** Shows how far it is. Images that cannot be used are a failure (null), not a wrong use of the command. */
async function attempt<T>(client: Client, { output }: CommandContext, work: () => Promise<T>): Promise<T | null> {
  const display = createProgressDisplay(output)
  const stop = client.datasets.on('progress', ({ done, total }) =>
    display.update({
      subject: 'images',
      note: `${formatCount(done)} of ${formatCount(total)} images`,
      done,
      total,
      rate: null,
    }),
  )
  try {
    return await work()
  } catch (error) {
    display.stop()
    output.fail(error)
    return null
  } finally {
    stop()
    display.stop()
  }
}

const howToTrain = ({ id }: Dataset): string =>
  `Train on it: adversarium run sample --set dataset=${id}, or another of "adversarium presets".`

function formatDataset(dataset: Dataset, { output }: CommandContext): string {
  const { id, title, kind, classes, shape, counts, skipped, bytes, corrupted } = dataset
  return formatFacts(
    [
      ['dataset', `${id} (${formatName(title)})`],
      ['kind', kind],
      ['images', `${formatCount(counts.train)} training, ${formatCount(counts.validation)} validation`],
      ['classes', formatCount(classes.length)],
      ['size', `${shape.join(' × ')}, ${formatBytes(bytes)}`],
      ['skipped', skipped === 0 ? null : `${formatCount(skipped)} that cannot be read`],
      ['corrupted', corrupted ? corruptedInWords(corrupted, counts.validation) : null],
    ],
    output.colors,
  )
}

function formatReport(report: DatasetReport, { output }: CommandContext): string {
  const { kind, title, classes, shape, counts, boxes, skipped, warnings } = report
  const boxed = `${formatCount(boxes.train)} training and ${formatCount(boxes.validation)} validation images`
  const facts = formatFacts(
    [
      ['dataset', formatName(title)],
      ['kind', kind],
      ['images', `${formatCount(counts.train)} training, ${formatCount(counts.validation)} validation`],
      [
        'classes',
        `${classes.length}: ${classes
          .slice(0, 8)
          .map(({ name }) => formatName(name))
          .join(', ')}${classes.length > 8 ? ' …' : ''}`,
      ],
      ['size', shape.join(' × ')],
      ['boxes', boxes.train + boxes.validation === 0 ? null : boxed],
      ['skipped', formatCount(skipped.length)],
    ],
    output.colors,
  )
  return [facts, ...formatSkipped(skipped), ...warnings].join('\n')
}

/** A line an image, and how many more there are. */
function formatSkipped(skipped: DatasetReport['skipped'], most = skipped.length): string[] {
  const named = skipped.slice(0, most).map(({ path, reason }) => `  ${formatName(path)}: ${reason}`)
  return skipped.length > most ? [...named, `  … and ${formatCount(skipped.length - most)} more`] : named
}

function formatList(all: readonly Dataset[], colors: CommandContext['output']['colors']): string {
  const columns = [
    ...['id', 'title', 'kind'].map((heading) => ({ heading })),
    ...['classes', 'training', 'validation', 'size'].map((heading) => ({ heading, align: 'right' }) as const),
  ]
  return formatTable(
    columns,
    all.map(({ id, title, kind, classes, counts, bytes }) => [
      id,
      formatName(title),
      kind,
      String(classes.length),
      formatCount(counts.train),
      formatCount(counts.validation),
      formatBytes(bytes),
    ]),
    colors,
  )
}
