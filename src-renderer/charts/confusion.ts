import { wilson } from '../lib/compare/wilson.ts'

/** counts[truth][predicted] of one evaluation. */
export type Counts = readonly (readonly number[])[]

export interface ConfusedPair {
  readonly truth: number
  readonly predicted: number
  readonly count: number
  /** Images of the true class. */
  readonly n: number
  /** Of count in n. */
  readonly interval: readonly [number, number]
}

export const rowTotal = (counts: Counts, truth: number): number =>
  (counts[truth] ?? []).reduce((sum, count) => sum + count, 0)

/** Images of these true classes; of all of them where none is named. */
export const imagesOf = (counts: Counts, truths: readonly number[]): number =>
  (truths.length === 0 ? [...counts.keys()] : truths).reduce((sum, truth) => sum + rowTotal(counts, truth), 0)

export function pairOf(counts: Counts, truth: number, predicted: number): ConfusedPair {
  const count = counts[truth]?.[predicted] ?? 0
  const n = rowTotal(counts, truth)
  return { truth, predicted, count, n, interval: n === 0 ? [0, 1] : wilson(count, n) }
}

/** What is taken for something else most often, by share of the true class. */
export function mostConfused(counts: Counts, limit: number): ConfusedPair[] {
  const pairs = counts.flatMap((row, truth) =>
    row.flatMap((count, predicted) => (count > 0 && predicted !== truth ? [pairOf(counts, truth, predicted)] : [])),
  )
  return pairs
    .toSorted((a, b) => b.count / b.n - a.count / a.n || b.count - a.count || a.truth - b.truth)
    .slice(0, limit)
}

/** What this evaluation has more (or, negative, less) than the other in each cell. */
export const changeOf = (counts: Counts, other: Counts): number[][] =>
  counts.map((row, truth) => row.map((count, predicted) => count - (other[truth]?.[predicted] ?? 0)))

/** The largest size of a value off the diagonal, for the scale of the colours; at least 1. */
export const strongest = (values: Counts): number =>
  values.reduce(
    (most, row, truth) =>
      row.reduce((best, value, predicted) => (predicted === truth ? best : Math.max(best, Math.abs(value))), most),
    1,
  )

/** The matrix in a sentence, for those who do not see it. */
export function confusionSummary(counts: Counts, names: readonly string[]): string {
  const n = imagesOf(counts, [])
  const right = counts.reduce((sum, row, truth) => sum + (row[truth] ?? 0), 0)
  const worst = mostConfused(counts, 3).map(
    (pair) =>
      `${names[pair.truth] ?? pair.truth} for ${names[pair.predicted] ?? pair.predicted} ${pair.count} of ${pair.n}`,
  )
  const most = worst.length === 0 ? 'No image is misclassified.' : `Most taken for another: ${worst.join('; ')}.`
  return `Confusion matrix of ${counts.length} classes, rows true, columns predicted: ${right} of ${n} right. ${most}`
}
