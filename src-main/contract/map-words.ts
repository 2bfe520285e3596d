import { evidenceSides, resolveParams, type CatalogEntry, type EvidenceSide } from './catalog.ts'
import type { MethodChoice } from './method.ts'

/**
 * Which side of the evidence a choice's map keeps: the entry's own, else what its parameters `sign` and `side` say, their
 * defaults among them; null where it keeps both, or says nothing about it. `entries` are the saliency methods.
 */
export function evidenceSide({ id, params }: MethodChoice, entries: readonly CatalogEntry[]): EvidenceSide | null {
  const entry = entries.find((known) => known.id === id)
  if (!entry) return null
  if (entry.evidence) return entry.evidence
  const { sign, side } = resolveParams(entry, params)
  return evidenceSides.find((kept) => sign === kept || side === kept) ?? null
}

interface MapRange {
  readonly min: number
  readonly max: number
}

/**
 * What is said in the place of a map that has nothing of what it should show; null where it has. `side`: the one that it
 * keeps, of `evidenceSide`. `n` is how many values it has, `of` what it explains, in words.
 */
export function nothingToSee(side: EvidenceSide | null, { min, max }: MapRange, n: number, of: string): string | null {
  if (min !== max) return null
  const count = n.toLocaleString('en-US')
  if (min !== 0) return `This map tells no place from another: all ${count} values are ${min.toPrecision(3)}.`
  if (side === null) return `No evidence for ${of} in this image: all ${count} values are zero.`
  const bound = side === 'positive' ? 'zero or below' : 'zero or above'
  return `No ${side} evidence for ${of} in this image: all ${count} values are ${bound}.`
}
