/**
 * How far `seen` is from `clean`, pixel values in [0, 1]: largest absolute difference, Euclidean length of the
 * difference, share of the values that changed.
 */
export function perturbationOf(
  clean: Float32Array,
  seen: Float32Array,
): { readonly linf: number; readonly l2: number; readonly changed: number } {
  let linf = 0
  let squares = 0
  let changed = 0
  seen.forEach((value, i) => {
    const difference = Math.abs(value - (clean[i] as number))
    linf = Math.max(linf, difference)
    squares += difference * difference
    if (difference > 0) changed++
  })
  return { linf, l2: Math.sqrt(squares), changed: changed / seen.length }
}
