import {
  currentConfigVersion,
  expandSweep,
  type Catalog,
  type ExperimentConfigInput,
  type Sweep,
} from '../../../src-main/contract/index.ts'
import type { Draft } from './draft.ts'
import { shortenMethods } from './methods.ts'
import { isSame, valueAt, type Settings } from './paths.ts'
import { contractDefaults, plainObjective } from './schema.ts'

export interface PlannedRun {
  readonly name: string
  /** All its settings. */
  readonly config: Settings
}

const longestName = 120

/** The runs that a draft makes: base before adversarial, then every combination of the swept values, then the seeds. */
export function expand(draft: Draft): PlannedRun[] {
  const { settings, names } = draft
  const runs = expandSweep(
    { name: String(settings['name']), base: settings, runs: linesOf(draft), sweep: sweepOf(draft) },
    // The form's methods are written out.
    null,
    // How many are too many is told at the start.
    Number.POSITIVE_INFINITY,
  )
  const isNamed = runs.length === names.length
  return runs.map((run, index) => ({
    config: { ...settings, ...run, name: settings['name'] },
    name: ((isNamed ? names[index] : undefined) ?? String(run['name'])).slice(0, longestName),
  }))
}

function sweepOf({ settings, sweeps, seeds }: Draft): Sweep {
  const isSweptSeed = Object.hasOwn(sweeps, 'seed')
  return {
    fields: Object.fromEntries(Object.entries(sweeps).map(([path, values]) => [path, { values: [...values] }])),
    ...{ method: 'grid', count: null, seed: 0 },
    seeds:
      seeds <= 1 || isSweptSeed ? [] : Array.from({ length: seeds }, (_, index) => Number(settings['seed']) + index),
  }
}

export const canPair = ({ settings }: Pick<Draft, 'settings'>): boolean =>
  (settings['objective'] as { id?: unknown } | undefined)?.id !== plainObjective.id

/** What each run has of its own before it is swept and repeated. */
function linesOf(draft: Draft): Settings[] {
  const { settings, variants } = draft
  const name = String(settings['name'])
  if (variants.length > 0) return variants.map((own, index) => ({ name: `${name} ${index + 1}`, ...own }))
  if (!draft.isPaired || !canPair(draft)) return [{ name }]
  return [{ name: `${name}, base`, objective: plainObjective }, { name: `${name}, adversarial` }]
}

/** What a form's settings hold of the experiment, and of a run. */
function parted({ name, conditions, evaluationImages, stop, ...fields }: Settings) {
  return { own: { name, conditions, evaluationImages, stop }, fields }
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
    ...(own.stop ? { stop: own.stop } : {}),
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
