import { createRandom } from '../random.ts'

/** A pair of values of the same thing. */
export type Pair = readonly [x: number, y: number]

/**
 * Spearman's rank correlation of two lists of the same length, values of the same things in the same order, in [−1, 1]:
 * Pearson's correlation of the ranks, where equal values share the mean of theirs. Null where one of them is constant, or
 * empty.
 * Source: Spearman 1904, "The proof and measurement of association between two things", American Journal of Psychology 15.
 * Worked example (five pairs): x 1…5, y 2, 1, 4, 3, 5 → 0.8.
 */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number | null {
  const [a, b] = [ranksOf(first), ranksOf(second)]
  // The mean of the ranks 0 … n − 1, shared or not.
  const mean = (a.length - 1) / 2
  let [product, squaresA, squaresB] = [0, 0, 0]
  a.forEach((rank, i) => {
    const [da, db] = [rank - mean, (b[i] as number) - mean]
    product += da * db
    squaresA += da * da
    squaresB += db * db
  })
  return squaresA > 0 && squaresB > 0 ? product / Math.sqrt(squaresA * squaresB) : null
}

/** Places in rising order, from 0. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(order.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (let place = from; place < to; place++) ranks[order[place] as number] = (from + to - 1) / 2
  }
  return ranks
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
  const resample = (): number | null => {
    const drawn = pairs.map(() => pairs[random.integer(n)] as Pair)
    return rankCorrelation(
      drawn.map(([x]) => x),
      drawn.map(([, y]) => y),
    )
  }
  const sorted = Array.from({ length: 2000 }, resample)
    .filter((correlation) => correlation !== null)
    .toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return [at(0.025), at(0.975)]
}
