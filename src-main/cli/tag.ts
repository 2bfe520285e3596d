import { Option, type Command } from 'commander'
import { AppError, ImageTag, type Client, type ImageTagCount } from '../contract/index.ts'
import type { Split } from '../contract/split.ts'
import { readImages } from './client/image-numbers.ts'
import { datasetOf } from './client/run-dataset.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { formatCount } from './terminal/format.ts'
import { formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

interface Which {
  readonly images?: string
  readonly split?: Split
}

export const tag: Register = (program, act) => {
  const group = program.command('tag').description("tag images of a run's dataset, for all of its runs")
  const split = (command: Command): Command =>
    command.addOption(new Option('--split <name>', 'of which images').choices(['validation', 'train']))

  group
    .command('list <run>')
    .description('the tags of its images, and how many carry them')
    .action(
      act(async (context, reference: string) =>
        withTags(context, reference, async (client, dataset) =>
          tell(context, await client.imageTags.list({ dataset })),
        ),
      ),
    )
  split(group.command('add <run> <tag>'))
    .description('tag images')
    .requiredOption('--images <numbers>', 'e.g. 3,17,20')
    .action(
      act(async (context, reference: string, name: string, { images = '', split = 'validation' }: Which) => {
        const change = { images: readImages(images), split, add: [readTag(name)] }
        return withTags(context, reference, async (client, dataset) => {
          await client.imageTags.change({ dataset, ...change })
          tell(context, await client.imageTags.list({ dataset }))
        })
      }),
    )
  split(group.command('remove <run> <tag>'))
    .description('take a tag off images; without --images off all of them, into the trash')
    .option('--images <numbers>', 'e.g. 3,17,20')
    .action(
      act(async (context, reference: string, given: string, { images, split }: Which) => {
        const name = readTag(given)
        if (images === undefined && split !== undefined) {
          throw new UsageError('--split tells which images --images means.', {
            hint: 'Add --images, or leave both out.',
          })
        }
        const numbers = images === undefined ? null : readImages(images)
        return withTags(context, reference, async (client, dataset) => {
          if (numbers === null) await client.imageTags.remove({ dataset, name })
          else await takeOff(client, dataset, name, { images: numbers, split: split ?? 'validation' })
          tell(context, await client.imageTags.list({ dataset }))
        })
      }),
    )
  group
    .command('rename <run> <from> <to>')
    .description('another name for a tag; images that carry both keep one')
    .action(
      act(async (context, reference: string, from: string, to: string) =>
        withTags(context, reference, async (client, dataset) => {
          await client.imageTags.rename({ dataset, from: readTag(from), to: readTag(to) })
          tell(context, await client.imageTags.list({ dataset }))
        }),
      ),
    )
}

async function withTags(
  context: CommandContext,
  reference: string,
  work: (client: Client, dataset: string) => Promise<void>,
): Promise<void> {
  await withClient(context, { startsQueue: false }, async ({ client }) =>
    work(client, (await datasetOf(client, findRun(await client.runs.list({}), reference))).id),
  )
}

/** Says, as the host does of all images, where none carries it. */
async function takeOff(
  client: Client,
  dataset: string,
  name: string,
  which: { readonly images: number[]; readonly split: Split },
): Promise<void> {
  const known = await client.imageTags.list({ dataset })
  if (!known.some((it) => it.name === name && it.split === which.split)) {
    throw new AppError('not-found', `No image of the ${which.split} split is tagged "${name}".`, {
      hint: '"adversarium tag list" tells the tags.',
    })
  }
  await client.imageTags.change({ dataset, ...which, remove: [name] })
}

function readTag(text: string): string {
  const { data } = ImageTag.safeParse(text)
  if (data !== undefined) return data
  throw new UsageError(`A tag has 1 to 60 letters: got "${text}".`)
}

function tell({ output }: CommandContext, tags: readonly ImageTagCount[]): void {
  output.document(tags)
  if (tags.length === 0) return output.print('No image of this dataset is tagged.')
  const columns = [{ heading: 'tag' }, { heading: 'split' }, { heading: 'images', align: 'right' as const }]
  const rows = tags.map(({ name, split, count }) => [name, split, formatCount(count)])
  output.print(formatTable(columns, rows, output.colors))
}
