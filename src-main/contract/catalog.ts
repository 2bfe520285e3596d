import { closest } from 'fastest-levenshtein'
import { z } from 'zod'
import { Family } from './families.ts'
import type { MethodChoice, ParamValue } from './method.ts'
import { AppError } from './wire.ts'

const NumberParam = z.object({
  kind: z.literal('number'),
  default: z.number().nullable(),
  min: z.number(),
  max: z.number(),
  integer: z.boolean(),
  /** null is a valid value and means "off" or "automatic", as `help` says. */
  nullable: z.boolean(),
  unit: z.string().nullable(),
  /** How a person reads and writes it: `pixel` as k/255 ({@link pixelUnits}), `percent` as %, else a plain number. */
  display: z.enum(['plain', 'pixel', 'percent']),
  /** `display` holds only where this other parameter has this value, as a length is one of pixels in the infinity norm. */
  displayWhere: z.object({ param: z.string(), value: z.string() }).optional(),
  /** What a slider of its strength goes through, from the weakest to the strongest; absent: from `min` to `max`. */
  slides: z.object({ from: z.number(), to: z.number() }).optional(),
  help: z.string(),
})
const ChoiceParam = z.object({
  kind: z.literal('choice'),
  default: z.string(),
  options: z.array(z.object({ value: z.string(), title: z.string() })),
  help: z.string(),
})
const ToggleParam = z.object({ kind: z.literal('toggle'), default: z.boolean(), help: z.string() })
/** Names of blocks of the run's architecture, as text: `block_16+Conv_1+head`. */
const BlocksParam = z.object({ kind: z.literal('blocks'), default: z.string(), help: z.string() })
/** The name of a layer of the run's architecture; empty: the method chooses. */
const LayerParam = z.object({ kind: z.literal('layer'), default: z.string(), help: z.string() })

/** One parameter of a method as data: forms, command-line help and validation are made of it. */
export const Param = z.discriminatedUnion('kind', [NumberParam, ChoiceParam, ToggleParam, BlocksParam, LayerParam])
export type Param = z.output<typeof Param>

/**
 * What to train an architecture with at first, where the person has no value of their own: the rate before schedule and
 * warm-up for this optimizer with its other parameters at their defaults, and the images of a step.
 */
export const TrainingDefaults = z.object({
  optimizer: z.string(),
  learningRate: z.number(),
  batchSize: z.int(),
})
export type TrainingDefaults = z.output<typeof TrainingDefaults>

/** What a saliency map can keep alone: what speaks for the score, or against it. */
export const evidenceSides = ['positive', 'negative'] as const
export type EvidenceSide = (typeof evidenceSides)[number]

/** One registered method: what it is, where it comes from, and what it takes. */
export const CatalogEntry = z.object({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  params: z.record(z.string(), Param),
  /** Architectures have them. */
  defaults: TrainingDefaults.optional(),
  /** What its registry's list is divided by, where that is long. */
  group: z.string().optional(),
  /** A sentence that must be told wherever its results are shown. */
  caveat: z.string().optional(),
  /** The side of the evidence that a saliency method's maps keep whatever its parameters are. */
  evidence: z.enum(evidenceSides).optional(),
  /** The number that says how strong it is; null: none does; absent: the first. */
  strength: z.string().nullable().optional(),
  /** What a corruption is a kind of. Corruptions have one, or `familyBy`. */
  family: Family.optional(),
  /** The parameter that decides it, and the family of each of its values. */
  familyBy: z.object({ param: z.string(), families: z.record(z.string(), Family) }).optional(),
  /** What a training with it shows the network, each unless one of these parameters is 0. */
  shows: z.array(z.object({ family: Family, unless: z.array(z.string()) })).optional(),
})
export type CatalogEntry = z.output<typeof CatalogEntry>

/** The parameter that says how strong a method is; null where none does. */
export function strengthName({ params, strength }: CatalogEntry): string | null {
  if (strength !== undefined) return strength
  return Object.keys(params).find((name) => params[name]?.kind === 'number') ?? null
}

export const registryNames = [
  'architectures',
  'objectives',
  'optimizers',
  'schedules',
  'freezing',
  'augmentations',
  'attacks',
  'corruptions',
  'saliency',
  'visualizations',
  'datasets',
] as const
export type RegistryName = (typeof registryNames)[number]

/** All methods of all registries as data. */
export const Catalog = z.record(z.enum(registryNames), z.array(CatalogEntry))
export type Catalog = z.output<typeof Catalog>

const singular: Record<RegistryName, string> = {
  architectures: 'architecture',
  objectives: 'objective',
  optimizers: 'optimizer',
  schedules: 'schedule',
  freezing: 'freezing policy',
  augmentations: 'augmentation',
  attacks: 'attack',
  corruptions: 'corruption',
  saliency: 'saliency method',
  visualizations: 'visualization',
  datasets: 'dataset kind',
}

/** `Did you mean "fgsm"?`, followed by all valid names where they are few. */
export function suggest(given: string, valid: readonly string[]): string {
  if (valid.length === 0) return 'There is none to choose from.'
  const all = valid.length <= 12 ? ` Valid: ${valid.join(', ')}.` : ''
  return `Did you mean "${closest(given, [...valid])}"?${all}`
}

/** Finds a method by id. Throws `invalid-input`, naming the nearest valid id. */
export function findEntry<E extends CatalogEntry>(registry: RegistryName, entries: readonly E[], id: string): E {
  const entry = entries.find((candidate) => candidate.id === id)
  if (entry) return entry
  const ids = entries.map((candidate) => candidate.id)
  throw new AppError('invalid-input', `There is no ${singular[registry]} called "${id}".`, { hint: suggest(id, ids) })
}

/**
 * Checks a choice against the entry's parameters and fills in the defaults.
 * Numbers may be given as fractions ("2/255"). Throws `invalid-input` with what was expected, what came, what to do.
 */
export function resolveParams(entry: CatalogEntry, given: MethodChoice['params']): Record<string, ParamValue> {
  const names = Object.keys(entry.params)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(entry.params, name)) {
      throw new AppError('invalid-input', `"${entry.id}" has no parameter "${name}".`, { hint: suggest(name, names) })
    }
  }
  const values = names.map((name) => {
    const param = entry.params[name] as Param
    const value = given[name]
    return [name, value === undefined ? param.default : checkValue(entry.id, name, param, value)]
  })
  return Object.fromEntries(values) as Record<string, ParamValue>
}

function checkValue(id: string, name: string, param: Param, value: ParamValue): ParamValue {
  const where = `"${name}" of "${id}"`
  switch (param.kind) {
    case 'toggle':
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      throw new AppError('invalid-input', `${where} must be true or false: got ${JSON.stringify(value)}.`)
    case 'choice': {
      const options = param.options.map((option) => option.value)
      if (options.includes(String(value))) return String(value)
      throw new AppError(
        'invalid-input',
        `${where} must be one of ${options.join(', ')}: got ${JSON.stringify(value)}.`,
        {
          hint: suggest(String(value), options),
        },
      )
    }
    case 'blocks':
      return readBlocks(String(value)).join('+')
    case 'layer':
      return String(value ?? '').trim()
    case 'number':
      return checkNumber(where, param, value)
  }
}

function checkNumber(where: string, param: z.output<typeof NumberParam>, value: ParamValue): number | null {
  if (value === null || value === 'null' || value === 'none') {
    if (param.nullable) return null
    throw new AppError('invalid-input', `${where} must be a number: got none.`)
  }
  const number = typeof value === 'string' ? parseNumber(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw new AppError('invalid-input', `${where} must be a number: got ${JSON.stringify(value)}.`)
  }
  if (param.integer && !Number.isInteger(number)) {
    throw new AppError('invalid-input', `${where} must be a whole number: got ${number}.`)
  }
  if (number < param.min || number > param.max) {
    const unit =
      param.display === 'pixel' && !param.displayWhere
        ? ' in pixel units'
        : param.unit === null
          ? ''
          : ` (${param.unit})`
    const hint =
      param.display === 'pixel' && number / 255 <= param.max && number > 1 ? `Did you mean ${number}/255?` : undefined
    throw new AppError('invalid-input', `${where} must lie in [${param.min}, ${param.max}]${unit}: got ${number}.`, {
      hint,
    })
  }
  return number
}

/** The names in the text of a parameter of kind `blocks`. */
export function readBlocks(text: string): string[] {
  return text
    .split('+')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** How a person reads a number parameter of a method whose parameters are these; what is left out is at its default. */
export function displayOf(
  entry: CatalogEntry,
  name: string,
  given: MethodChoice['params'],
): z.output<typeof NumberParam>['display'] {
  const param = entry.params[name]
  if (param?.kind !== 'number') return 'plain'
  const { display, displayWhere } = param
  if (displayWhere === undefined) return display
  const other = given[displayWhere.param] ?? entry.params[displayWhere.param]?.default
  return other === displayWhere.value ? display : 'plain'
}

/** The parameter as it is read beside the method's others: no pixel value is further than 1. */
export function readableParam(entry: CatalogEntry, name: string, given: MethodChoice['params']): Param | undefined {
  const param = entry.params[name]
  if (param?.kind !== 'number') return param
  const display = displayOf(entry, name, given)
  return { ...param, display, max: display === 'pixel' ? Math.min(param.max, 1) : param.max }
}

/** A length of pixel values in [0, 1] as a person reads it: 2/255, 0.5/255; where k is no whole number, a shorter decimal: 0.25. */
export function pixelUnits(value: number): string {
  const k = Number((value * 255).toFixed(2))
  const [fraction, decimal] = [`${k}/255`, String(Number(value.toPrecision(6)))]
  return Number.isInteger(k) || decimal.length >= fraction.length ? fraction : decimal
}

/**
 * A choice with its lengths by {@link pixelUnits}, for `formatMethod`: what a person reads. Two decimals of 1/255 at most, so it
 * need not be the very same choice.
 */
export function inPixelUnits({ id, params }: MethodChoice, entries: readonly CatalogEntry[]): MethodChoice {
  const entry = entries.find((candidate) => candidate.id === id)
  const shown = Object.entries(params).map(([name, value]) => {
    const isLength = entry && typeof value === 'number' && displayOf(entry, name, params) === 'pixel'
    return [name, isLength ? pixelUnits(value) : value] as const
  })
  return { id, params: Object.fromEntries(shown) }
}

/** Reads "0.5", "1e-3" or "2/255"; NaN where it is neither. */
export function parseNumber(text: string): number {
  const fraction = /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*\/\s*([\d.]+)\s*$/i.exec(text)
  if (fraction) return Number(fraction[1]) / Number(fraction[2])
  return text.trim() === '' ? Number.NaN : Number(text)
}
