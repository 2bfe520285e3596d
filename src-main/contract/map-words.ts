import { evidenceSides, resolveParams, type CatalogEntry, type EvidenceSide } from './catalog.ts'
import type { MapScore, MapScores } from './map-scores.ts'
import type { MethodChoice, ParamValue } from './method.ts'

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

/**
 * "Gradient, positive part": a saliency method of `entries` with what differs from its defaults; its id where it is none
 * of them. `textOf` says what is no choice among options.
 */
export function mapTitle(
  { id, params }: MethodChoice,
  entries: readonly CatalogEntry[],
  textOf: (entry: CatalogEntry, name: string, value: ParamValue) => string,
): string {
  const entry = entries.find((known) => known.id === id)
  if (!entry) return id
  const defaults = resolveParams(entry, {})
  const changed = Object.entries(resolveParams(entry, params)).flatMap(([name, value]) => {
    if (value === defaults[name]) return []
    const param = entry.params[name]
    const option = param?.kind === 'choice' ? param.options.find((it) => it.value === value) : undefined
    return [option ? option.title.toLowerCase() : textOf(entry, name, value)]
  })
  return [entry.title, ...changed].join(', ')
}

/** What a map explains: "syringe" in quotes, or that one "over" another, where the logit of this is taken off. */
export function explainedInWords(label: number, against: number | null, names: readonly string[]): string {
  const quoted = (of: number): string => `"${names[of] ?? `class ${of}`}"`
  return against === null ? quoted(label) : `${quoted(label)} over ${quoted(against)}`
}

/** "syringe, taken for beer bottle" */
export function verdictInWords(
  { truth, predicted }: { readonly truth: number; readonly predicted: number },
  nameOf: (label: number) => string,
): string {
  return truth === predicted ? `${nameOf(truth)}, recognised` : `${nameOf(truth)}, taken for ${nameOf(predicted)}`
}

/** What a score is called beside its value. */
export const shortScoreNames: Readonly<Record<MapScore, string>> = {
  energy: 'in box',
  pointing: 'pointing',
  driftCorrelation: 'drift',
  driftOverlap: 'overlap',
  deletion: 'deletion',
  insertion: 'insertion',
}

/** In this order. */
const namedScores = Object.keys(shortScoreNames) as MapScore[]

/** "0.42", "−0.31", "hit" */
const scoreText = (value: number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'hit' : 'miss') : value.toFixed(2).replace('-', '−')

/** "in box 0.42", each that there is. */
export function scoreTexts(of: MapScores): { readonly score: MapScore; readonly text: string }[] {
  return namedScores.flatMap((score) => {
    const value = of[score]
    return value === null ? [] : [{ score, text: `${shortScoreNames[score]} ${scoreText(value)}` }]
  })
}
