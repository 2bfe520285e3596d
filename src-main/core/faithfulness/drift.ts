import { rankCorrelation } from '../measures/rank-correlation.ts'

/** How much a map has changed from a clean image to what an attack or a corruption made of it. */
export interface Drift {
  /** Spearman's rank correlation of the two maps, in [−1, 1]. */
  readonly correlation: number
  /** Share of the most salient tenth of the pixels that is the same, in [0, 1]. */
  readonly overlap: number
}

/**
 * Drift between two maps of the same size: rank correlation and intersection of the top pixels, as Ghorbani, Abid and Zou
 * 2019 measure it ("Interpretation of neural networks is fragile", section 4, https://arxiv.org/abs/1710.10547), who count
 * the top 1000 of 224 × 224; `share` is ours. Null where one of the maps is constant: it has neither order nor top.
 */
export function drift(clean: ArrayLike<number>, seen: ArrayLike<number>, share = 0.1): Drift | null {
  const correlation = rankCorrelation(clean, seen)
  return correlation === null ? null : { correlation, overlap: topOverlap(clean, seen, share) }
}

/**
 * Pixels that are on the edge of the top by equal values belong to it in part, all alike, so that no order of the pixels
 * decides: most of a class-activation map may be zero.
 */
function topOverlap(first: ArrayLike<number>, second: ArrayLike<number>, share: number): number {
  const count = Math.max(1, Math.round(first.length * share))
  const [a, b] = [partsOfTop(first, count), partsOfTop(second, count)]
  return a.reduce((sum, part, i) => sum + Math.min(part, b[i] as number), 0) / count
}

/** Of every pixel how much belongs to the `count` largest. */
function partsOfTop(values: ArrayLike<number>, count: number): Float64Array {
  const sorted = Float64Array.from(values).toSorted()
  const edge = sorted[sorted.length - count] as number
  const above = sorted.reduce((sum, value) => sum + Number(value > edge), 0)
  const equal = sorted.reduce((sum, value) => sum + Number(value === edge), 0)
  return Float64Array.from(values, (value) => (value > edge ? 1 : value < edge ? 0 : (count - above) / equal))
}
