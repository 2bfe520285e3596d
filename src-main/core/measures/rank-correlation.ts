import { createRandom } from '../random.ts'

/** A pair of values of the same thing. */
export type Pair = readonly [x: number, y: number]

/**
 * Spearman's rank correlation, in [−1, 1]: Pearson's of the ranks, equal values at their mean rank. NaN where one side has
 * a single value.
 * Source: Spearman 1904, "The proof and measurement of association between two things".
 * Worked example (five pairs): x 1…5, y 2, 1, 4, 3, 5 → 0.8.
 */
export function rankCorrelation(pairs: readonly Pair[]): number {
  const [x, y] = [0, 1].map((side) => ranks(pairs.map((pair) => pair[side as 0 | 1])))
  const middle = (pairs.length + 1) / 2
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + (value - middle) * ((b[index] as number) - middle), 0)
  const [first, second] = [x as number[], y as number[]]
  return product(first, second) / Math.sqrt(product(first, first) * product(second, second))
}

/** From 1; equal values share the mean of their places. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const found = new Array<number>(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (const index of order.slice(from, to)) found[index] = (from + to + 1) / 2
    from = to
  }
  return found
}

/**
 * 95 % percentile bootstrap of the rank correlation over pairs (Efron and Tibshirani 1993, chapter 13), 2,000 seeded
 * resamples; those with a single value on one side are left out. Null with fewer than five pairs, which would make an
 * interval of few different resamples.
 */
export function rankCorrelationInterval(pairs: readonly Pair[], seed = 0): [low: number, high: number] | null {
  const n = pairs.length
  if (n < 5) return null
  const random = createRandom(seed, n)
  const resample = (): number => rankCorrelation(pairs.map(() => pairs[random.integer(n)] as Pair))
  const sorted = Array.from({ length: 2000 }, resample)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return [at(0.025), at(0.975)]
}
