import {
  epsilonOf,
  formatMethod,
  parseMethod,
  pixelUnits,
  resolveParams,
  type Catalog,
  type CatalogEntry,
  type MethodChoice,
} from '../../../src-main/contract/index.ts'
import type { SliderScale } from '../config/numbers.ts'
import { plainNumber } from '../format.ts'

/** Attacks whose strength is one number, as the slider needs it. */
export const slidingAttacks = (catalog: Catalog): readonly CatalogEntry[] =>
  catalog.attacks.filter((entry) => epsilonOf(entry) !== null)

/** An attack apart from its strength, and the strength. */
export interface Strength {
  readonly entry: CatalogEntry
  /** Without epsilon. */
  readonly params: MethodChoice['params']
  readonly epsilon: number
}

export const attackOf = ({ entry, params, epsilon }: Strength): MethodChoice => ({
  id: entry.id,
  params: { ...params, epsilon },
})

/** A choice as the slider takes it; null where it is no attack with an epsilon, or not valid. */
export function strengthOf(catalog: Catalog, choice: MethodChoice): Strength | null {
  const entry = slidingAttacks(catalog).find(({ id }) => id === choice.id)
  if (!entry) return null
  try {
    const { epsilon, ...params } = resolveParams(entry, choice.params)
    const isGiven = (name: string): boolean => Object.hasOwn(choice.params, name)
    const given = Object.entries(params).filter(([name]) => isGiven(name))
    return typeof epsilon === 'number' ? { entry, params: Object.fromEntries(given), epsilon } : null
  } catch {
    return null
  }
}

/** As the address has it: `fgsm:epsilon=4/255`; null where that is not readable. */
export function readStrength(catalog: Catalog, text: string): Strength | null {
  try {
    return strengthOf(catalog, parseMethod(text))
  } catch {
    return null
  }
}
export const writeStrength = (strength: Strength): string => formatMethod(attackOf(strength))

const isPixel = (entry: CatalogEntry): boolean => epsilonOf(entry)?.display === 'pixel'

/** Radii that a slider may go up to. */
export function rangesOf(entry: CatalogEntry): readonly number[] {
  if (isPixel(entry)) return [4, 8, 16, 32, 64].map((k) => k / 255)
  const usual = epsilonOf(entry)?.default ?? 1
  return [1, 2, 4, 8].map((factor) => factor * usual)
}

/** The one to begin with: 16/255, or what leaves room beside the epsilon. */
export function usualRange(entry: CatalogEntry, epsilon: number): number {
  const ranges = rangesOf(entry)
  const usual = ranges[2] as number
  return ranges.find((range) => range >= usual && range >= epsilon) ?? (ranges.at(-1) as number)
}

/** A quarter of 1/255, or a 64th of the range in a norm whose lengths are no pixels. */
export function epsilonScale(entry: CatalogEntry, max: number): SliderScale {
  const unit = isPixel(entry) ? 1 / 255 : max / 64
  const step = isPixel(entry) ? 0.25 : 1
  return { min: 0, max: max / unit, step, toValue: (at) => at * unit, toPosition: (value) => value / unit }
}

/** One step of the scale up or down, on its grid. */
export function stepped(scale: SliderScale, epsilon: number, by: 1 | -1): number {
  const places = scale.toPosition(epsilon) / scale.step
  const next = by > 0 ? Math.floor(places + 1e-9) + 1 : Math.ceil(places - 1e-9) - 1
  return scale.toValue(Math.min(scale.max, Math.max(scale.min, next * scale.step)))
}

/** "1.29/255", or a plain number. */
export const epsilonText = (entry: CatalogEntry, epsilon: number): string =>
  isPixel(entry) ? pixelUnits(epsilon) : plainNumber(epsilon)
