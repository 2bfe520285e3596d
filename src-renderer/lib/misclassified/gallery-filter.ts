import type { LocationQuery } from 'vue-router'
import { MapScore, type Flip, type GalleryQueryInput } from '../../../src-main/contract/index.ts'

export const outcomes = ['misclassified', 'correct', 'all'] as const
export const sorts = ['image', 'confidence', 'margin', 'loss', 'wordnet-distance', 'score'] as const
const flips: readonly Flip[] = ['fixed', 'broken', 'both-wrong', 'both-right']

export type Range = readonly [number | null, number | null]

/** Which predictions are shown, in which order; the part of the screen's address that is not about the evaluation. */
export interface GalleryFilter {
  readonly outcome: (typeof outcomes)[number]
  readonly flip: Flip | null
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly confidence: Range
  readonly margin: Range
  /** Of the images; empty: any or none. */
  readonly tag: string
  /** Hand-picked ones; empty: all. */
  readonly images: readonly number[]
  /** A score of their maps; narrows to images that have it. */
  readonly score: MapScore | null
  /** The method whose maps are scored, as text; empty where there is no score. */
  readonly scoredBy: string
  readonly scoreRange: Range
  readonly sort: (typeof sorts)[number]
  readonly isDescending: boolean
}

export const noFilter: GalleryFilter = {
  outcome: 'misclassified',
  flip: null,
  truth: [],
  predicted: [],
  confidence: [null, null],
  margin: [null, null],
  tag: '',
  images: [],
  score: null,
  scoredBy: '',
  scoreRange: [null, null],
  sort: 'image',
  isDescending: false,
}

const names = [
  ...['outcome', 'flip', 'true', 'predicted', 'confidence', 'margin'],
  ...['tag', 'images', 'score', 'scored-by', 'score-range', 'sort'],
] as const

export function readFilter(query: LocationQuery): GalleryFilter {
  const text = (name: (typeof names)[number]): string => String(query[name] ?? '')
  const sort = text('sort').replace(/^-/, '')
  const scoredBy = text('scored-by')
  const score = scoredBy === '' ? null : (MapScore.options.find((known) => known === text('score')) ?? null)
  return {
    outcome: outcomes.find((known) => known === text('outcome')) ?? noFilter.outcome,
    flip: flips.find((known) => known === text('flip')) ?? null,
    truth: readNumbers(text('true')),
    predicted: readNumbers(text('predicted')),
    confidence: readRange(text('confidence')),
    margin: readRange(text('margin')),
    tag: text('tag'),
    images: readNumbers(text('images')),
    score,
    scoredBy: score === null ? '' : scoredBy,
    scoreRange: readRange(text('score-range')),
    sort: sorts.find((known) => known === sort && (known !== 'score' || score !== null)) ?? noFilter.sort,
    isDescending: text('sort').startsWith('-'),
  }
}

/** The query with this filter instead of the one that it had; defaults leave no trace in the address. */
export function withFilter(query: LocationQuery, filter: GalleryFilter): LocationQuery {
  const rest = Object.entries(query).filter(([name]) => !(names as readonly string[]).includes(name))
  const sort = `${filter.isDescending ? '-' : ''}${filter.sort}`
  const written: Record<(typeof names)[number], string> = {
    outcome: filter.outcome === noFilter.outcome ? '' : filter.outcome,
    flip: filter.flip ?? '',
    true: filter.truth.join(','),
    predicted: filter.predicted.join(','),
    confidence: writeRange(filter.confidence),
    margin: writeRange(filter.margin),
    tag: filter.tag,
    images: filter.images.join(','),
    score: filter.score ?? '',
    'scored-by': filter.score === null ? '' : filter.scoredBy,
    'score-range': filter.score === null ? '' : writeRange(filter.scoreRange),
    sort: sort === noFilter.sort ? '' : sort,
  }
  return Object.fromEntries([...rest, ...Object.entries(written).filter(([, value]) => value !== '')])
}

/** The filter as the host is asked. A flip says itself what is right and what is wrong. */
export function asQuestion(
  filter: GalleryFilter,
  evaluation: string,
  against: string | null,
): Omit<GalleryQueryInput, 'offset' | 'limit'> {
  const flip = against === null ? null : filter.flip
  return {
    evaluation,
    ...(against === null ? {} : { against }),
    outcome: flip === null ? filter.outcome : 'all',
    ...(flip === null ? {} : { flip }),
    ...(filter.truth.length === 0 ? {} : { truth: [...filter.truth] }),
    ...(filter.predicted.length === 0 ? {} : { predicted: [...filter.predicted] }),
    ...(isOpen(filter.confidence) ? {} : { confidence: [filter.confidence[0] ?? 0, filter.confidence[1] ?? 1] }),
    ...(isOpen(filter.margin) ? {} : { margin: [filter.margin[0] ?? -1e30, filter.margin[1] ?? 1e30] }),
    ...(filter.tag === '' ? {} : { tag: filter.tag }),
    ...(filter.images.length === 0 ? {} : { images: [...filter.images] }),
    ...(filter.score === null ? {} : { scored: scoredOf(filter, filter.score) }),
    sort: filter.sort,
    isDescending: filter.isDescending,
  }
}

function scoredOf({ scoredBy, scoreRange: [low, high] }: GalleryFilter, score: MapScore) {
  const bounds: [number, number] = [low ?? -1e30, high ?? 1e30]
  return { method: scoredBy, score, ...(low === null && high === null ? {} : { bounds }) }
}

/** The same images in the order of their numbers, whether or not their maps are scored. */
export const unscored = (filter: GalleryFilter): GalleryFilter => ({
  ...filter,
  ...{ score: null, scoredBy: '', scoreRange: [null, null] as const },
  ...(filter.sort === 'score' ? { sort: 'image', isDescending: false } : {}),
})

/** Recognised, but not by the object: less than a third of the evidence of a map lies in its box. */
export const rightClassWrongPlace = (filter: GalleryFilter, scoredBy: string): GalleryFilter => ({
  ...filter,
  ...{ outcome: 'correct', flip: null, score: 'energy', scoredBy, scoreRange: [null, 1 / 3] },
  ...{ sort: 'score', isDescending: false },
})

export const isOpen = ([low, high]: Range): boolean => low === null && high === null

const readNumbers = (text: string): number[] =>
  text === ''
    ? []
    : text
        .split(',')
        .map(Number)
        .filter((index) => Number.isInteger(index) && index >= 0)

function readRange(text: string): Range {
  const [low = '', high = ''] = text.split('~')
  return [readNumber(low), readNumber(high)]
}
const readNumber = (text: string): number | null =>
  text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)

const writeRange = ([low, high]: Range): string => (low === null && high === null ? '' : `${low ?? ''}~${high ?? ''}`)
