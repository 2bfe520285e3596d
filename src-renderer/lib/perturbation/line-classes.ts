/** Lines that a person tells apart. */
const mostClasses = 6

/**
 * The classes worth a line: the one that the attack moves away from, all that lead somewhere, the longest first, then
 * the highest at the image itself. `rows`: logits [points][classes] in the order of their epsilons, of which the middle
 * one is the image.
 */
export function shownClasses(rows: readonly ArrayLike<number>[], label: number, most = mostClasses): number[] {
  const middle = Array.from(rows[Math.floor(rows.length / 2)] ?? [])
  const leaders = Map.groupBy(rows.map(highest), (index) => index)
  const byReach = [...leaders].toSorted((a, b) => b[1].length - a[1].length).map(([index]) => index)
  const byLogit = middle.map((_, index) => index).toSorted((a, b) => (middle[b] ?? 0) - (middle[a] ?? 0))
  return [...new Set([label, ...byReach, ...byLogit])].slice(0, most)
}

function highest(row: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < row.length; i++) if ((row[i] ?? -Infinity) > (row[best] ?? -Infinity)) best = i
  return best
}

/** float32 [points · classes] row by row. */
export function rowsOf(values: Float32Array, points: number): Float32Array[] {
  const classes = points === 0 ? 0 : values.length / points
  return Array.from({ length: points }, (_, i) => values.subarray(i * classes, (i + 1) * classes))
}
