import { classNameOf } from '../class-name.ts'
import { count, plainNumber } from '../format.ts'
import { isOpen, noFilter, unscored, type GalleryFilter, type Range } from './gallery-filter.ts'
import { scoreWords } from './score-words.ts'

/** One condition of a filter in words, and the filter without it. */
export interface FilterPart {
  readonly id: string
  /** "true is" */
  readonly subject: string
  /** "cockroach, broom"; empty where the subject says it all. */
  readonly value: string
  /** Whether it names a class that the dataset does not have. */
  readonly isVanished: boolean
  readonly without: GalleryFilter
}

/** The parts that differ from showing everything, in the order of their chips. */
export function filterParts(filter: GalleryFilter, classNames: readonly string[]): FilterPart[] {
  const part = (
    id: string,
    [subject, value]: readonly [string, string],
    change: Partial<GalleryFilter>,
  ): FilterPart => ({
    id,
    subject,
    value,
    isVanished: false,
    without: { ...filter, ...change },
  })
  const classes = (id: 'truth' | 'predicted', subject: string): FilterPart => ({
    ...part(id, [subject, filter[id].map((index) => classNameOf(classNames, index)).join(', ')], { [id]: [] }),
    isVanished: classNames.length > 0 && filter[id].some((index) => index >= classNames.length),
  })
  const outcomeWords = { misclassified: 'wrong', correct: 'right', all: '' }[filter.outcome]
  return [
    ...(filter.flip !== null || filter.outcome === 'all'
      ? []
      : [part('outcome', [outcomeWords, ''], { outcome: 'all' })]),
    ...(filter.flip === null ? [] : [part('flip', [filter.flip.replace('-', ' '), ''], { flip: null })]),
    ...(filter.truth.length === 0 ? [] : [classes('truth', 'true is')]),
    ...(filter.predicted.length === 0 ? [] : [classes('predicted', 'predicted is')]),
    ...(isOpen(filter.confidence)
      ? []
      : [part('confidence', rangeWords('confidence', filter.confidence), { confidence: noFilter.confidence })]),
    ...(isOpen(filter.margin)
      ? []
      : [part('margin', rangeWords('margin', filter.margin), { margin: noFilter.margin })]),
    ...(filter.tag === '' ? [] : [part('tag', ['tagged', filter.tag], { tag: '' })]),
    ...(filter.images.length === 0 ? [] : [part('images', ['picked', count(filter.images.length)], { images: [] })]),
    ...(filter.score === null ? [] : [scorePart(filter, filter.score)]),
  ]
}

/** Of the maps that were computed and scored, so that it narrows even where all values are shown. */
function scorePart(filter: GalleryFilter, score: NonNullable<GalleryFilter['score']>): FilterPart {
  const name = `${scoreWords[score].title} of ${filter.scoredBy.replace(/:.*/, '')}`
  const [subject, value] = isOpen(filter.scoreRange) ? ['has', name] : rangeWords(name, filter.scoreRange)
  return { id: 'score', subject, value, isVanished: false, without: unscored(filter) }
}

/** "confidence ≥ 0.95" in one line. */
export const partText = ({ subject, value }: FilterPart): string => (value === '' ? subject : `${subject} ${value}`)

function rangeWords(name: string, [low, high]: Range): readonly [string, string] {
  if (high === null) return [`${name} ≥`, plainNumber(low ?? 0)]
  return low === null ? [`${name} ≤`, plainNumber(high)] : [name, `${plainNumber(low)} to ${plainNumber(high)}`]
}
