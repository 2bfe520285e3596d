/** A row of a table of features, and how like it is. */
export interface Neighbour {
  readonly row: number
  /** Cosine of the angle between both, in [−1, 1]; 0 where one of them is zero. */
  readonly similarity: number
}

/**
 * The rows of `features` [rows, size] (row-major) that point most nearly where `query` [size] does, nearest first, equal
 * ones in their order. Sums are float64, so that nothing is lost to the order of the values.
 */
export function nearestByCosine(query: Float32Array, features: Float32Array, count: number): Neighbour[] {
  const size = query.length
  const rows = size === 0 ? 0 : features.length / size
  const length = Math.sqrt(dot(query, query))
  const all = Array.from({ length: rows }, (_, row): Neighbour => {
    const own = features.subarray(row * size, (row + 1) * size)
    const product = length * Math.sqrt(dot(own, own))
    const cosine = product === 0 ? 0 : dot(query, own) / product
    return { row, similarity: Math.min(1, Math.max(-1, cosine)) }
  })
  return all.toSorted((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, count)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
