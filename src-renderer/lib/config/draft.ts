import { expandSweep, Sweep, type Catalog, type ExperimentConfigInput } from '../../../src-main/contract/index.ts'
import { completeMethods } from './methods.ts'
import { isRecord, isSame, leaves, valueAt, withoutPath, type Settings } from './paths.ts'
import { contractDefaults, groupDefaults, plainObjective } from './schema.ts'
import { expand } from './runs.ts'

/**
 * What the form edits: one configuration, and how many runs are made of it.
 * `settings` are those of a run, with the experiment's name, conditions and number of evaluated images.
 */
export interface Draft {
  readonly settings: Settings
  /** Several values of one setting, by its path: a run for each combination. */
  readonly sweeps: Readonly<Record<string, readonly unknown[]>>
  /** Every run is repeated with so many seeds, counted up from the one of the settings. */
  readonly seeds: number
  /** Launches the same configuration with the plain objective too. */
  readonly isPaired: boolean
  /** Fields that single runs have of their own, where none of the above says it. */
  readonly variants: readonly Settings[]
  /** The runs' names, as long as there are as many runs. */
  readonly names: readonly string[]
}

/** Reads an experiment, or one run, as a file or a preset holds it. Wrong values are kept, so that the form shows them. */
export function readDraft(content: Settings | ExperimentConfigInput, catalog: Catalog): Draft {
  const given = content as Settings
  const { base, runs, name, conditions, evaluationImages, sweep, stop, version: _, ...own } = given
  const shared = isRecord(base) ? base : {}
  const written = Array.isArray(runs) ? (runs as unknown[]).filter(isRecord) : [own]
  const lines = sweep
    ? expandSweep({ name: String(name), base: { ...shared }, runs: written, sweep: Sweep.parse(sweep) }, catalog)
    : written
  const outer = {
    name: name ?? lines[0]?.['name'] ?? contractDefaults.name,
    conditions: conditions ?? ['clean'],
    evaluationImages: evaluationImages ?? null,
    ...(stop ? { stop } : {}),
  }
  const configs = lines.map((line) => completeRun({ ...shared, ...line, ...outer }, catalog))
  const names = lines.flatMap((line) => (typeof line['name'] === 'string' ? [line['name']] : []))
  const guess = guessed(configs, names)
  if (guess) return guess
  return {
    ...single(completeRun({ ...shared, ...outer }, catalog)),
    variants: lines.map((line) => completeMethods(line, catalog)),
    names,
  }
}

function completeRun(run: Settings, catalog: Catalog): Settings {
  const monitor = { ...contractDefaults.monitor, ...(isRecord(run['monitor']) ? run['monitor'] : {}) }
  const checkpoints = { ...contractDefaults.checkpoints, ...(isRecord(run['checkpoints']) ? run['checkpoints'] : {}) }
  const stopping = run['earlyStopping']
  const earlyStopping = isRecord(stopping) ? { ...groupDefaults('earlyStopping'), ...stopping } : (stopping ?? null)
  const dataset = {
    id: catalog.datasets[0]?.id,
    imported: null,
    imagesPerClass: null,
    ...(isRecord(run['dataset']) ? run['dataset'] : {}),
  }
  return completeMethods(
    withoutPath({ ...contractDefaults, ...run, monitor, earlyStopping, checkpoints, dataset }, 'version'),
    catalog,
  )
}

const single = (settings: Settings): Draft => ({
  settings,
  sweeps: {},
  seeds: 1,
  isPaired: false,
  variants: [],
  names: [],
})

/** Finds the pair, the sweeps and the seeds that make exactly these runs; null where nothing does. */
function guessed(configs: readonly Settings[], names: readonly string[]): Draft | null {
  const isPlain = (config: Settings): boolean => valueAt(config, 'objective.id') === plainObjective.id
  const rest = configs.filter((config) => !isPlain(config))
  const isPaired = rest.length > 0 && rest.length < configs.length
  const varied = isPaired ? rest : configs
  const [settings] = varied
  if (!settings) return null
  const seeds = new Set(varied.map((config) => config['seed']))
  const differing = leaves(settings)
    .map(([path]) => path)
    .filter(
      (path) => path !== 'seed' && varied.some((config) => !isSame(valueAt(config, path), valueAt(settings, path))),
    )
  const sweeps = Object.fromEntries(
    differing.map((path) => [path, distinct(varied.map((config) => valueAt(config, path)))]),
  )
  const draft: Draft = { settings, sweeps, seeds: seeds.size, isPaired, variants: [], names }
  const made = expand(draft).map(({ config }) => config)
  return isSame(made, configs) ? draft : null
}

const distinct = (values: readonly unknown[]): unknown[] =>
  values.filter((value, index) => values.findIndex((other) => isSame(other, value)) === index)

/** How many rows of the form differ between two drafts, by path; lists count once. */
export function changedPaths(draft: Draft, origin: Draft): string[] {
  const paths = new Set([...leaves(draft.settings), ...leaves(origin.settings)].map(([path]) => path))
  const settings = [...paths].filter(
    (path) =>
      !isSame(valueAt(draft.settings, path), valueAt(origin.settings, path)) && !isOfAnother(path, draft, origin),
  )
  const sweeps = Object.keys({ ...draft.sweeps, ...origin.sweeps }).filter(
    (path) => !isSame(draft.sweeps[path], origin.sweeps[path]),
  )
  return [...new Set([...settings, ...sweeps])]
}

/** Parameters of a method that was exchanged: its id is the change. */
function isOfAnother(path: string, draft: Draft, origin: Draft): boolean {
  const [method, name] = path.split('.params.')
  return name !== undefined && valueAt(draft.settings, `${method}.id`) !== valueAt(origin.settings, `${method}.id`)
}
