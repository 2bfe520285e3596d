/**
 * Spearman's rank correlation of two maps of the same size, in [−1, 1]: Pearson's correlation of the ranks, where equal
 * values share the mean of theirs. Null where one of the maps is constant, or empty. Spearman 1904, "The proof and
 * measurement of association between two things", American Journal of Psychology 15.
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
