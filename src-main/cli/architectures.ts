import { Option, type Command } from 'commander'
import type { CatalogEntry } from '../contract/catalog.ts'
import { formatMethod, parseMethod, type MethodChoice } from '../contract/method.ts'
import type { NetworkSummary, PartSummary } from '../contract/architectures.ts'
import { collect, type Register } from './command.ts'
import {
  formatBytes,
  formatCount,
  formatMultiplyAdds,
  formatParameters,
  formatShape,
  nothing,
} from './terminal/format.ts'
import type { Colors } from './terminal/output.ts'
import { readWhole } from './read-whole.ts'
import { formatFacts, formatTable, type Column } from './terminal/table.ts'

interface ImageOptions {
  readonly size: number
  readonly channels: number
  readonly classes: number
  readonly batch: number
}

export const architectures: Register = (program, act) => {
  const group = program.command('architectures').description('what networks there are, and what they consist of')

  forImages(group.command('list').description('all architectures and variants with their sizes')).action(
    act(async ({ output }, options: ImageOptions) => {
      const { architectureVariants, summarizeArchitecture } = await import('../host/services/architectures.ts')
      const { catalog } = await import('../host/catalog.ts')
      const rows = architectureVariants().flatMap((architecture) => {
        const entry = catalog.architectures.find(({ id }) => id === architecture.id)
        const { layers: _, blocks: __, ...sizes } = summarizeArchitecture(architecture, imagesOf(options))
        return entry ? [{ architecture, title: entry.title, defaults: entry.defaults, ...sizes }] : []
      })
      output.document(rows)
      const right = (heading: string): Column => ({ heading, align: 'right' })
      const columns = [{ heading: 'architecture' }, { heading: 'title' }]
      const numbers = ['parameters', 'multiply-adds', 'memory', 'last map', 'receptive field', 'rate', 'batch'].map(
        right,
      )
      const cells = rows.map(({ architecture, title, defaults, parameters, multiplyAdds, memory, lastMap }) => [
        formatMethod(architecture),
        title,
        formatParameters(parameters.total),
        formatMultiplyAdds(multiplyAdds),
        formatBytes(memory.fixedBytes + options.batch * memory.perImageBytes),
        lastMap ? formatShape(lastMap.shape) : nothing,
        formatField(lastMap?.receptiveField ?? null),
        String(defaults?.learningRate ?? nothing),
        String(defaults?.batchSize ?? nothing),
      ])
      output.print(formatTable([...columns, ...numbers], cells, output.colors))
    }),
  )

  forImages(
    group
      .command('show <architecture>')
      .description('blocks and layers: shapes, parameters, multiply-adds, receptive fields')
      .option('--set <param=value>', 'a parameter, e.g. variant=169; may be repeated', collect, []),
  ).action(
    act(async ({ output }, text: string, options: ImageOptions & { readonly set: readonly string[] }) => {
      const { summarizeArchitecture } = await import('../host/services/architectures.ts')
      const { catalog } = await import('../host/catalog.ts')
      const architecture = withSettings(parseMethod(text), options.set)
      const summary = summarizeArchitecture(architecture, imagesOf(options))
      output.document({ architecture, ...summary })
      const entry = catalog.architectures.find(({ id }) => id === architecture.id)
      output.print(formatSummary({ architecture, entry, summary, batch: options.batch }, output.colors))
    }),
  )
}

/** The images that a network is built for. */
function forImages(command: Command): Command {
  const whole = (name: string, what: string, by: number): Option =>
    new Option(`--${name} <n>`, what).default(by).argParser(readWhole)
  return command
    .addOption(whole('size', 'width and height of the images, in pixels', 64))
    .addOption(whole('channels', 'channels of the images', 3))
    .addOption(whole('classes', 'classes', 200))
    .addOption(whole('batch', 'images of a step, for the memory', 32))
}

const imagesOf = ({ size, channels, classes }: ImageOptions) => ({ shape: [size, size, channels] as const, classes })

function withSettings({ id, params }: MethodChoice, settings: readonly string[]): MethodChoice {
  const own = parseMethod(`${id}:${settings.join(',')}`).params
  return { id, params: { ...params, ...own } }
}

interface Shown {
  readonly architecture: MethodChoice
  readonly entry: CatalogEntry | undefined
  readonly summary: NetworkSummary
  readonly batch: number
}

function formatSummary({ architecture, entry, summary, batch }: Shown, colors: Colors): string {
  const { parameters, multiplyAdds, memory, lastMap, inputShape, classes, blocks, layers } = summary
  const { defaults } = entry ?? {}
  const facts = formatFacts(
    [
      ['architecture', `${colors.bold(entry?.title ?? architecture.id)} (${formatMethod(architecture)})`],
      ['source', entry?.source ?? null],
      ['images', `${formatShape(inputShape)}, ${formatCount(classes)} classes`],
      ['parameters', `${formatCount(parameters.total)}, ${formatCount(parameters.trainable)} of them trained`],
      ['multiply-adds', `${formatMultiplyAdds(multiplyAdds)} an image`],
      [
        'memory',
        `about ${formatBytes(memory.fixedBytes + batch * memory.perImageBytes)} to train ${batch} images a step, ${formatBytes(memory.perImageBytes)} an image`,
      ],
      ['last map', lastMap && `${formatShape(lastMap.shape)} of ${lastMap.name}`],
      ['receptive field', lastMap?.receptiveField ? formatField(lastMap.receptiveField) : null],
      [
        'begin with',
        defaults ? `${defaults.optimizer}, rate ${defaults.learningRate}, batch ${defaults.batchSize}` : null,
      ],
    ],
    colors,
  )
  const numbers = ['output', 'parameters', 'multiply-adds', 'receptive field'].map(
    (heading) => ({ heading, align: 'right' }) as const,
  )
  const blockTable = formatTable(
    [{ heading: 'block' }, ...numbers],
    blocks.map((part) => [part.name, ...cellsOf(part)]),
    colors,
  )
  const layerTable = formatTable(
    [{ heading: 'layer' }, { heading: 'kind' }, { heading: 'block' }, ...numbers],
    layers.map((part) => [part.name, part.kind, part.block, ...cellsOf(part)]),
    colors,
  )
  return [facts, blockTable, layerTable].join('\n\n')
}

function cellsOf({ shape, parameters, multiplyAdds, receptiveField }: PartSummary): string[] {
  const orNothing = (value: number, text: string): string => (value === 0 ? nothing : text)
  return [
    formatShape(shape),
    orNothing(parameters, formatCount(parameters)),
    orNothing(multiplyAdds, formatMultiplyAdds(multiplyAdds)),
    formatField(receptiveField),
  ]
}

/** `491 px, stride 32`; what lies behind a global pooling sees all. */
function formatField(field: PartSummary['receptiveField']): string {
  if (field === null) return 'all'
  const along = ([rows, columns]: readonly [number, number]): string =>
    rows === columns ? String(rows) : `${rows}×${columns}`
  return `${along(field.size)} px, stride ${along(field.stride)}`
}
