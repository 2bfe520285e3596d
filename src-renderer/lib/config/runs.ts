import { currentConfigVersion, type Catalog, type ExperimentConfigInput } from '../../../src-main/contract/index.ts'
import type { Draft } from './draft.ts'
import { shortenMethods } from './methods.ts'
import { fieldOf, isSame, valueAt, withValue, type Settings } from './paths.ts'
import { contractDefaults, plainObjective } from './schema.ts'
import { pixelValue } from '../format.ts'
import { words } from '../methods.ts'

export interface PlannedRun {
  readonly name: string
  /** All its settings. */
  readonly config: Settings
}

const longestName = 120

/** The runs that a draft makes: base before adversarial, then every combination of the swept values, then the seeds. */
export function expand(draft: Draft): PlannedRun[] {
  const lines = linesOf(draft).flatMap((line) => repeated(swept(line, draft), draft.seeds))
  return lines.map(({ name, config }, index) => ({
    config,
    name: ((lines.length === draft.names.length ? draft.names[index] : undefined) ?? name).slice(0, longestName),
  }))
}

export const canPair = ({ settings }: Pick<Draft, 'settings'>): boolean =>
  (settings['objective'] as { id?: unknown } | undefined)?.id !== plainObjective.id

interface Line extends PlannedRun {
  /** Fields of its own, to which no sweep applies. */
  readonly own: Settings
}

function linesOf(draft: Draft): Line[] {
  const { settings, variants } = draft
  const name = String(settings['name'])
  if (variants.length > 0) {
    return variants.map((own, index) => {
      const { name: ownName = `${name} ${index + 1}`, ...fields } = own
      return { name: String(ownName), config: { ...settings, ...fields }, own: fields }
    })
  }
  if (!draft.isPaired || !canPair(draft)) return [{ name, config: settings, own: {} }]
  const own = { objective: plainObjective }
  return [
    { name: `${name}, base`, config: { ...settings, ...own }, own },
    { name: `${name}, adversarial`, config: settings, own: {} },
  ]
}

function swept(line: Line, { sweeps }: Draft): PlannedRun[] {
  return Object.entries(sweeps).reduce<PlannedRun[]>(
    (runs, [path, values]) => {
      if (Object.hasOwn(line.own, fieldOf(path))) return runs
      return runs.flatMap((run) =>
        values.map((value) => ({
          name: `${run.name}, ${words(path.split('.').at(-1) ?? path)} ${valueText(value)}`,
          config: withValue(run.config, path, value),
        })),
      )
    },
    [{ name: line.name, config: line.config }],
  )
}

const valueText = (value: unknown): string => (typeof value === 'number' ? pixelValue(value) : String(value))

function repeated(runs: readonly PlannedRun[], seeds: number): PlannedRun[] {
  if (seeds <= 1) return [...runs]
  return runs.flatMap(({ name, config }) =>
    Array.from({ length: seeds }, (_, index) => {
      const seed = Number(config['seed']) + index
      return { name: `${name}, seed ${seed}`, config: { ...config, seed } }
    }),
  )
}

/** What a form's settings hold of the experiment, and of a run. */
function parted({ name, conditions, evaluationImages, ...fields }: Settings) {
  return { own: { name, conditions, evaluationImages }, fields }
}

/** The experiment as it is launched and written to a file: what all runs share once, defaults left out. */
export function experimentOf(draft: Draft, catalog: Catalog): ExperimentConfigInput {
  const runs = expand(draft)
  const { own, fields: settings } = parted(shortenMethods(draft.settings, catalog))
  const short = runs.map((run) => ({ name: run.name, ...parted(shortenMethods(run.config, catalog)) }))
  const isShared = (field: string): boolean =>
    short.every(({ fields }) => isSame(fields[field], short[0]?.fields[field]))
  const defaults = shortenMethods(contractDefaults, catalog)
  const base = Object.entries(short[0]?.fields ?? settings).filter(
    ([field, value]) => isShared(field) && !isSame(value, defaults[field]),
  )
  const experiment = {
    version: currentConfigVersion,
    name: own.name,
    base: Object.fromEntries(base),
    runs: short.map(({ name: ownName, fields }) => ({
      name: ownName,
      ...Object.fromEntries(Object.entries(fields).filter(([field]) => !isShared(field))),
    })),
    conditions: own.conditions,
    ...(own.evaluationImages === null ? {} : { evaluationImages: own.evaluationImages }),
  }
  // Wrong values are the form's to show and the host's to refuse.
  return experiment as ExperimentConfigInput
}

/** What stands in a file: readable, and read back as the same runs. */
export const experimentText = (draft: Draft, catalog: Catalog): string =>
  `${JSON.stringify(experimentOf(draft, catalog), null, 2)}\n`

/** The first run of the chosen objective: what preview and probe show. */
export function leadingConfig(draft: Draft): Settings {
  const runs = expand(draft)
  const chosen = valueAt(draft.settings, 'objective.id')
  const run = runs.find(({ config }) => valueAt(config, 'objective.id') === chosen) ?? runs[0]
  return run?.config ?? draft.settings
}

/** The same as the host takes it. */
export function leadingRun(draft: Draft, catalog: Catalog): Settings {
  return { ...parted(shortenMethods(leadingConfig(draft), catalog)).fields, name: 'probe' }
}
