import {
  readSeeds,
  readSwept,
  StopRules,
  Sweep,
  type Catalog,
  type Client,
  type ExperimentConfigInput,
  type SweepInput,
} from '../contract/index.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { nameImports } from './config/imported-dataset.ts'
import { applySettings, expandedConfig, loadConfig } from './config/load-config.ts'
import { showEffects } from './effects.ts'
import { readStop } from './config/read-stop.ts'
import { estimateRuns, totalSeconds } from './estimate.ts'
import { launch } from './run.ts'
import type { Output } from './terminal/output.ts'
import { describeSweep } from './terminal/sweep-text.ts'
import { UsageError } from './usage-error.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  readonly set: readonly string[]
  readonly random?: string
  readonly seed?: string
  readonly seeds?: string
  readonly stop: readonly string[]
  readonly dryRun?: boolean
  readonly estimate: boolean
}

export const sweep: Register = (program, act) => {
  program
    .command('sweep <config>')
    .description('train and evaluate every combination of some settings, or random ones, as one experiment')
    .option(
      '--set <path=values>',
      'a setting, its values (epochs=5,10) or its range (optimizer.params.learningRate=log:1e-4..1e-1, with :4 behind it 4 points, with :step=0.1 one every 0.1); may be repeated',
      collect,
      [],
    )
    .option('--random <count>', 'draw so many combinations at random in place of all')
    .option('--seed <number>', 'of the random draws; by default 0')
    .option('--seeds <list>', 'repeat every run with these seeds, e.g. 0,1,2 or 0..4')
    .option(
      '--stop <rule>',
      'end runs early: median, halving:factor=3, target=0.9, maxMinutes=60, maxRuns=8; by measure=validation-accuracy; may be repeated',
      collect,
      [],
    )
    .option('--dry-run', 'say which runs it would be and what they would cost, and start none')
    .option('--no-estimate', 'start without measuring what it will cost')
    .action(
      act(async (context, word: string, options: Options) =>
        withClient(context, { startsQueue: options.dryRun !== true }, async (connection) => {
          const { client } = connection
          const { output } = context
          const catalog = await client.system.catalog({})
          const set = await nameImports(client, options.set)
          const config = sweptConfig(await loadConfig(client, word, []), { ...options, set }, catalog)
          const expanded = expandedConfig(config, catalog)
          const [problem] = (await client.experiments.check({ config })).filter(({ severity }) => severity === 'error')
          if (problem) throw new UsageError(problem.message, { hint: problem.hint ?? undefined })
          const estimates = options.estimate ? await estimateRuns(client, expanded) : null
          const seconds = estimates && totalSeconds(estimates)
          output.line({ type: 'sweep', config: { ...config, runs: expanded.runs }, seconds })
          output.print(describeSweep(expanded, estimates, output.colors))
          return options.dryRun ? undefined : launch(connection, context, config, showSwept)
        }),
      ),
    )
}

/** A line a run and the effects; under `--json` the runs' lines have said it. */
async function showSwept(client: Client, output: Output, runs: readonly string[]): Promise<void> {
  if (!output.isJson) await showEffects(client, output, runs)
}

/** Whether options ask for a sweep, or change settings alone. */
export const isSwept = ({ set, random, seeds }: Pick<Options, 'set' | 'random' | 'seeds'>): boolean =>
  random !== undefined || seeds !== undefined || set.map(readSetting).some(({ field }) => field !== null)

function readSetting(setting: string) {
  const [, path = '', text = ''] = /^\s*(?:base\.)?([^=\s]+)\s*=(.*)$/s.exec(setting) ?? []
  const isOfRuns = !['name', 'conditions', 'evaluationImages'].includes(path)
  return { setting, path, field: isOfRuns ? readSwept(path, text) : null }
}

/** An experiment with a sweep of these options, beside or over one that it has already. */
export function sweptConfig(
  config: ExperimentConfigInput,
  { set, stop = [], random, seed, seeds }: Pick<Options, 'set' | 'random' | 'seed' | 'seeds'> & Partial<Options>,
  catalog: Catalog,
): ExperimentConfigInput {
  const read = set.map(readSetting)
  const plain = read.flatMap(({ setting, field }) => (field === null ? [setting] : []))
  const fields = Object.fromEntries(read.flatMap(({ path, field }) => (field === null ? [] : [[path, field] as const])))
  const known: SweepInput = config.sweep ?? {}
  const wanted: SweepInput = {
    ...known,
    fields: { ...known.fields, ...fields },
    ...(random === undefined ? {} : { method: 'random', count: wholeNumber('--random', random, 1) }),
    ...(seed === undefined ? {} : { seed: wholeNumber('--seed', seed) }),
    ...(seeds === undefined ? {} : { seeds: readSeeds(seeds) }),
  }
  const parsed = Sweep.parse(wanted)
  if (Object.keys(parsed.fields).length === 0 && parsed.seeds.length === 0) {
    throw new UsageError('Nothing is swept: expected a setting with several values or a range, or several seeds.', {
      hint: 'For example --set epochs=5,10, --set optimizer.params.learningRate=log:1e-4..1e-1:4 or --seeds 0,1,2.',
    })
  }
  const rules = stop.length === 0 ? {} : { stop: readStop(stop, config.stop && StopRules.parse(config.stop)) }
  return { ...applySettings(config, plain, catalog), sweep: parsed, ...rules }
}
