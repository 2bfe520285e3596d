import {
  formatMethod,
  parseMethod,
  resolveParams,
  strengthName,
  type Catalog,
  type CatalogEntry,
  type MethodChoice,
} from '../../../src-main/contract/index.ts'
import type { NumberParam } from '../config/fields.ts'
import type { SliderScale } from '../config/numbers.ts'

/** The number that says how strong a corruption is; null where it has none. */
export function strengthParam(entry: CatalogEntry): { readonly name: string; readonly param: NumberParam } | null {
  const name = strengthName(entry)
  const param = name === null ? undefined : entry.params[name]
  return name !== null && param?.kind === 'number' ? { name, param } : null
}

/** Steps between the ends of a slider that has no whole numbers. */
const steps = 100
/** From here on a slider goes over orders of magnitude. */
const decades = 100

/** A slider whose right end is the strongest, also where a smaller number is stronger. */
export function strengthScale({ min, max, integer, slides }: NumberParam): SliderScale {
  const { from, to } = slides ?? { from: min, to: max }
  const isLogarithmic = Math.min(from, to) > 0 && Math.max(from, to) / Math.min(from, to) >= decades
  const bend = (value: number): number => (isLogarithmic ? Math.log(value) : value)
  const straighten = (place: number): number => (isLogarithmic ? Math.exp(place) : place)
  const [start, end] = [bend(from), bend(to)]
  const count = integer ? Math.abs(to - from) : steps
  const within = (value: number): number => Math.min(Math.max(from, to), Math.max(Math.min(from, to), value))
  return {
    ...{ min: 0, max: count, step: 1 },
    toValue(at) {
      const value = straighten(start + ((end - start) * at) / count)
      const short = integer ? Math.round(value) : Number(value.toPrecision(3))
      return at <= 0 ? from : at >= count ? to : within(short)
    },
    toPosition: (value) => Math.abs((bend(within(value)) - start) / (end - start)) * count,
  }
}

/** A corruption as the address has it, every parameter written out; null where that is not readable. */
export function readCorruption(catalog: Catalog, text: string): MethodChoice | null {
  try {
    return resolveCorruption(catalog, parseMethod(text))
  } catch {
    return null
  }
}

export function resolveCorruption(catalog: Catalog, { id, params }: MethodChoice): MethodChoice | null {
  const entry = catalog.corruptions.find((candidate) => candidate.id === id)
  return entry ? { id, params: resolveParams(entry, params) } : null
}

/** Its strength, and what differs from the defaults. */
export function writeCorruption(entry: CatalogEntry, { id, params }: MethodChoice): string {
  const strength = strengthName(entry)
  const told = Object.entries(params).filter(
    ([name, value]) => name === strength || value !== entry.params[name]?.default,
  )
  return formatMethod({ id, params: Object.fromEntries(told) })
}
