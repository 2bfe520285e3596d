import {
  formatMethod,
  MethodChoice,
  RunConfig,
  type Client,
  type Estimate,
  type ExperimentConfigInput,
  type RunConfigInput,
} from '../contract/index.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { expandedConfig, loadConfig } from './config/load-config.ts'
import { formatBytes, formatCount, formatDuration, nothing } from './terminal/format.ts'
import { formatMonitorCost } from './terminal/monitor-cost.ts'
import type { Colors } from './terminal/output.ts'
import { formatFacts } from './terminal/table.ts'

export interface EstimatedRun {
  readonly name: string
  /** Runs that differ in nothing but name and seed, this one included. */
  readonly count: number
  /** The id of an imported one, else its kind with parameters. */
  readonly dataset: string
  readonly epochs: number
  readonly estimate: Estimate
}

export const estimate: Register = (program, act) => {
  program
    .command('estimate <config>')
    .description('what the runs of a preset or of a JSON file would cost, from a few measured steps of each')
    .option('--set <path=value>', 'change a setting, as in `run`; may be repeated', collect, [])
    .action(
      act(async (context, word: string, options: { set: readonly string[] }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const config = await loadConfig(client, word, options.set)
          const runs = await estimateRuns(client, expandedConfig(config, await client.system.catalog({})))
          output.document(runs)
          const sections = runs.map((run) => formatRun(run, output.colors))
          output.print(
            [...sections, `Together ${formatDuration(totalSeconds(runs))}, without evaluations.`].join('\n\n'),
          )
        }),
      ),
    )
}

/** Of training all of them. */
export const totalSeconds = (runs: readonly EstimatedRun[]): number =>
  runs.reduce((sum, { count, estimate: { runSeconds } }) => sum + count * runSeconds, 0)

export async function estimateRuns(
  client: Pick<Client, 'experiments'>,
  { name, base, runs }: ExperimentConfigInput,
): Promise<EstimatedRun[]> {
  const configs = runs.map((own) => ({ name, ...base, ...own }) as RunConfigInput)
  const work = ({ name: _name, seed: _seed, ...rest }: RunConfigInput): string => JSON.stringify(rest)
  const measured = new Map<string, Estimate>()
  const estimated: EstimatedRun[] = []
  for (const [config, ...others] of Map.groupBy(configs, work).values()) {
    if (!config) continue
    const key = workOfStep(config)
    const cost = measured.get(key) ?? (await client.experiments.estimate({ task: `estimate-${measured.size}`, config }))
    measured.set(key, cost)
    const { epochs, dataset } = RunConfig.parse(config)
    const runSeconds = epochs * (cost.epochSeconds + cost.monitorSeconds)
    estimated.push({
      name: config.name ?? name ?? 'run',
      count: 1 + others.length,
      dataset: dataset.imported ?? formatMethod(dataset),
      epochs,
      estimate: { ...cost, runSeconds },
    })
  }
  return estimated
}

/** What decides how long a step takes and what a run leaves on disk: neither rates nor decays, which a sweep varies. */
function workOfStep({ name: _name, seed: _seed, epochs, optimizer, ...config }: RunConfigInput): string {
  const { schedule: _schedule, warmupEpochs: _warmup, weightDecay: _decay, clipGradientNorm: _clip, ...rest } = config
  const kept = typeof config.checkpoints?.everyEpochs === 'number' ? epochs : null
  return JSON.stringify([rest, MethodChoice.safeParse(optimizer).data?.id, kept])
}

function formatRun({ name, count, dataset, epochs, estimate: cost }: EstimatedRun, colors: Colors): string {
  const memory = cost.peakBytes === null ? nothing : formatBytes(cost.peakBytes)
  return formatFacts(
    [
      [count === 1 ? 'run' : `${count} runs`, colors.bold(name)],
      ['dataset', dataset],
      ['one epoch', `${formatDuration(cost.epochSeconds)} at ${formatCount(cost.imagesPerSecond)} images/s`],
      ['monitor', formatMonitorCost(cost)],
      ['one run', `${formatDuration(cost.runSeconds)}, ${formatCount(epochs)} epochs`],
      ['memory', `${memory} at its peak, ${formatBytes(cost.freeBytes)} free`],
      ['disk', formatBytes(cost.diskBytes)],
      ['device', cost.device],
    ],
    colors,
  )
}
