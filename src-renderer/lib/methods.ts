import {
  canonicalMethod,
  displayOf,
  parseNumber,
  pixelUnits,
  resolveParams,
  strengthName,
  type Catalog,
  type CatalogEntry,
  type MethodChoice,
  type ParamValue,
  type RegistryName,
} from '../../src-main/contract/index.ts'
import { capitalized, modelUnits, pixelValue, plainNumber } from './format.ts'

/** A method's name as a person reads it; its id until the catalog is there. */
export function methodTitle(catalog: Catalog | null, registry: RegistryName, id: string): string {
  return catalog?.[registry].find((entry) => entry.id === id)?.title ?? id
}

export interface ConditionLabel {
  readonly title: string
  /** Its parameters in short, e.g. "2/255, 10 steps" or "severity 3"; empty where there are none. */
  readonly detail: string
  /** Its lengths in the units of a network; empty where it has none. */
  readonly units: string
}

/** Names a condition: clean, an attack, a corruption, or the experiment's own training attack. */
export function conditionLabel(catalog: Catalog | null, choice: MethodChoice): ConditionLabel {
  const entry = findCondition(catalog, choice.id)
  if (!entry) {
    const title = capitalized(choice.id.replaceAll('-', ' '))
    return { title, detail: details(null, choice.params, false), units: '' }
  }
  const detail = details(entry, choice.params, isAttack(catalog, choice.id))
  return { title: entry.title, detail, units: unitsOf(entry, choice.params) }
}

/** Whether the condition changes images against the model, so that its accuracy is a robust one. */
export function isAttack(catalog: Catalog | null, id: string): boolean {
  return id === 'training-attack' || (catalog?.attacks.some((entry) => entry.id === id) ?? false)
}

/** What must be told wherever results under the condition are shown; absent: nothing. */
export const conditionCaveat = (catalog: Catalog | null, id: string | undefined): string | undefined =>
  id === undefined ? undefined : findCondition(catalog, id)?.caveat

/** Equal for equal conditions, however their parameters were written. */
export function conditionKey(catalog: Catalog | null, choice: MethodChoice): string {
  if (!catalog) return canonicalMethod(choice)
  const known = keys.get(catalog) ?? new Map<string, string>()
  keys.set(catalog, known)
  const text = canonicalMethod(choice)
  const key = known.get(text) ?? resolvedKey(catalog, choice)
  known.set(text, key)
  return key
}

/** Lists ask for thousands of them, and there are few. */
const keys = new WeakMap<Catalog, Map<string, string>>()

function resolvedKey(catalog: Catalog, choice: MethodChoice): string {
  const entry = findCondition(catalog, choice.id)
  return canonicalMethod(entry ? { id: choice.id, params: resolveParams(entry, choice.params) } : choice)
}

function findCondition(catalog: Catalog | null, id: string): CatalogEntry | undefined {
  return [...(catalog?.attacks ?? []), ...(catalog?.corruptions ?? [])].find((entry) => entry.id === id)
}

/** Always its strength and what decides its family, and whatever else differs from its default. */
function details(entry: CatalogEntry | null, params: MethodChoice['params'], isBare: boolean): string {
  if (!entry)
    return Object.entries(params)
      .map(([name, value]) => `${words(name)} ${String(value)}`)
      .join(', ')
  const told = [strengthName(entry), entry.familyBy?.param]
  const parts = Object.entries(entry.params).flatMap(([name, param]) => {
    const value = params[name] ?? param.default
    if (told.includes(name)) {
      if (value === null) return []
      const text = formatParam(entry, name, value, params)
      // A bare number says what it is of an attack, of a corruption it does not.
      return [param.kind === 'number' && !isBare ? `${words(name)} ${text}` : text]
    }
    const isDefault = numeric(value) === numeric(param.default)
    return isDefault ? [] : [`${words(name)} ${formatParam(entry, name, value, params)}`]
  })
  return parts.join(', ')
}

/** Its lengths of pixel values in the units of a network, a line each. */
export function unitsOf(entry: CatalogEntry, params: MethodChoice['params']): string {
  const parts = Object.keys(entry.params).flatMap((name) => {
    const value = numeric(params[name] ?? entry.params[name]?.default ?? null)
    const isLength = typeof value === 'number' && displayOf(entry, name, params) === 'pixel'
    return isLength ? [`${words(name)} ${pixelUnits(value)}: ${modelUnits(value)}`] : []
  })
  return parts.join('\n')
}

/** A parameter's value as its display asks for it, beside the method's others: k/255, %, or plain. */
export function formatParam(
  entry: CatalogEntry,
  name: string,
  value: ParamValue,
  params: MethodChoice['params'] = {},
): string {
  const param = entry.params[name]
  if (param?.kind === 'choice') return param.options.find((option) => option.value === value)?.title ?? String(value)
  if (param?.kind !== 'number') return value === true ? 'on' : value === false ? 'off' : String(value)
  const number = numeric(value)
  if (typeof number !== 'number' || Number.isNaN(number)) return 'automatic'
  switch (displayOf(entry, name, params)) {
    case 'pixel':
      return pixelUnits(number)
    case 'percent':
      return `${plainNumber(number * 100)} %`
    case 'plain':
      return isPixelStep(number) ? pixelValue(number) : plainNumber(number)
  }
}

/** A value that only a fraction of 255 explains, e.g. 0.01568627450980392. */
const isPixelStep = (value: number): boolean => value > 0 && value < 1 && String(value).length > 8

const numeric = (value: ParamValue): ParamValue => {
  const number = typeof value === 'string' ? parseNumber(value) : value
  return typeof number === 'number' && Number.isNaN(number) ? value : number
}

/** "stepSize" → "step size" */
export const words = (name: string): string =>
  name.replaceAll('-', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
