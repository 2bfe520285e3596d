import type { RunDetails } from '../contract/cli.ts'
import { reasonKept, type Checkpoint, type Run } from '../contract/runs.ts'
import { inPixelUnits, type Catalog } from '../contract/catalog.ts'
import { formatMethod } from '../contract/method.ts'
import type { Dataset } from '../contract/index.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatComparison } from './terminal/comparison-table.ts'
import {
  formatBytes,
  formatCondition,
  formatCount,
  formatDuration,
  formatName,
  formatParameters,
  formatTime,
  formatValue,
} from './terminal/format.ts'
import type { Colors } from './terminal/output.ts'
import { formatBest, formatState, secondsOf } from './terminal/run-table.ts'
import { formatFacts, formatTable } from './terminal/table.ts'

export const show: Register = (program, act) => {
  program
    .command('show <run>')
    .description('everything that is known of one run')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const run = findRun(await client.runs.list({}), reference)
          const [events, checkpoints, evaluations, comparison, catalog, datasets] = await Promise.all([
            client.runs.events({ id: run.id }),
            client.runs.checkpoints({ id: run.id }),
            client.evaluations.list({ runs: [run.id] }),
            client.evaluations.compare({ runs: [run.id] }),
            client.system.catalog({}),
            client.datasets.list({}),
          ])
          output.document({ ...run, events, checkpoints, evaluations } satisfies RunDetails)
          const latest = Object.entries(run.latest).map(([name, value]) => [labelOf(name), formatValue(value)] as const)
          const sections = [
            formatRun(run, { catalog, datasets }, output.colors),
            formatFacts(latest, output.colors),
            checkpoints.length === 0 ? '' : formatCheckpoints(run, checkpoints, output.colors),
            events.map(({ at, message }) => `${formatTime(at)}  ${message}`).join('\n'),
            formatComparison(comparison, catalog, output.colors),
          ]
          output.print(sections.filter((section) => section !== '').join('\n\n'))
        }),
      ),
    )
}

/** Of the last batch of an epoch, which may be a handful of images. */
const labelOf = (metric: string): string => (metric.endsWith('batch-accuracy') ? `${metric} (last step)` : metric)

interface Known {
  readonly catalog: Catalog
  readonly datasets: readonly Dataset[]
}

function formatRun(run: Run, { catalog, datasets }: Known, colors: Colors): string {
  const { config } = run
  const { trainImages, validationImages, attack } = config.monitor
  const panels = `${formatCount(trainImages)} training and ${formatCount(validationImages)} validation images`
  const seconds = secondsOf(run)
  const reason = run.reason === null ? '' : `: ${run.reason}`
  return formatFacts(
    [
      ['run', `${colors.bold(run.name)} (${run.id})`],
      ['state', `${formatState(run, colors)}${reason}`],
      ['forked from', run.origin === null ? null : `${run.origin.run}, after epoch ${run.origin.epoch}`],
      ['computed', run.arrival && formatArrival(run.arrival)],
      ['dataset', formatDataset(run, datasets)],
      ['architecture', formatMethod(config.architecture)],
      ['parameters', run.parameters === null ? null : formatParameters(run.parameters)],
      ['initial weights', config.initialWeights],
      ['objective', formatMethod(inPixelUnits(config.objective, catalog.objectives))],
      ['optimizer', formatMethod(config.optimizer)],
      ['schedule', formatMethod(config.schedule)],
      ['freezing', formatMethod(config.freezing)],
      ['augmentations', config.augmentations.map(formatMethod).join(' ') || null],
      ['monitor', attack === null ? panels : `${panels}, ${formatCondition(attack, catalog)}`],
      ['seed', String(config.seed)],
      ['epochs', `${run.epoch} of ${config.epochs}, step ${formatCount(run.step)}, batch ${config.batchSize}`],
      ['best validation', formatBest(run)],
      ['time', seconds === null ? null : formatDuration(seconds)],
      ['goes on with', run.isResumable ? `adversarium resume ${run.id}` : null],
    ],
    colors,
  )
}

/** `birds, image-folder-51c80be6`, and how its images were made or chosen. */
function formatDataset({ dataset, config }: Run, datasets: readonly Dataset[]): string {
  const known = datasets.find(({ id }) => id === dataset)
  const { params, imagesPerClass } = config.dataset
  return [
    known ? `${formatName(known.title)}, ${known.id}` : (dataset ?? formatMethod(config.dataset)),
    ...(known && Object.keys(params).length > 0 ? [formatMethod(config.dataset)] : []),
    ...(imagesPerClass === null ? [] : [`${formatCount(imagesPerClass)} training images of each class`]),
  ].join(', ')
}

const formatArrival = ({ machine, program, folder, mergedAt }: NonNullable<Run['arrival']>): string =>
  `${machine ?? 'elsewhere'}${program === null ? '' : `, version ${program}`}; merged from ${folder}, ${formatTime(mergedAt)}`

function formatCheckpoints({ config }: Run, checkpoints: readonly Checkpoint[], colors: Colors): string {
  const columns = [
    { heading: 'number', align: 'right' } as const,
    { heading: 'checkpoint' },
    { heading: 'why kept' },
    { heading: 'epoch', align: 'right' } as const,
    { heading: 'step', align: 'right' } as const,
    { heading: 'size', align: 'right' } as const,
    { heading: 'file' },
  ]
  const rows = checkpoints.map(({ id, kind, epoch, step, bytes, path }) => [
    String(id),
    kind,
    reasonKept(kind, config),
    String(epoch),
    formatCount(step),
    formatBytes(bytes),
    path,
  ])
  const total = checkpoints.reduce((sum, { bytes }) => sum + bytes, 0)
  const sum = ['', '', 'all', '', '', formatBytes(total), '']
  return formatTable(columns, checkpoints.length > 1 ? [...rows, sum] : rows, colors)
}
