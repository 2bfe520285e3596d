/** The middle of the sorted values, of an even number the mean of the two middle ones; NaN of none. */
export function median(values: readonly number[]): number {
  return medianOf(Float64Array.from(values))
}

/** The same of many values, without sorting them; it leaves them in another order. NaN is not among them. */
export function medianOf(values: Float64Array): number {
  const { length } = values
  if (length === 0) return Number.NaN
  const middle = Math.floor(length / 2)
  const upper = select(values, middle)
  if (length % 2 === 1) return upper
  const lower = values.subarray(0, middle).reduce((most, value) => Math.max(most, value))
  return (upper + lower) / 2
}

/** Quickselect (Hoare 1961, algorithm 65): no value before `place` is larger than that at it, none behind it smaller. */
function select(values: Float64Array, place: number): number {
  let [first, last] = [0, values.length - 1]
  while (first < last) {
    const pivot = values[(first + last) >> 1] as number
    let [left, right] = [first, last]
    while (left <= right) {
      while ((values[left] as number) < pivot) left++
      while ((values[right] as number) > pivot) right--
      if (left > right) break
      const value = values[left] as number
      values[left++] = values[right] as number
      values[right--] = value
    }
    if (place <= right) last = right
    else if (place >= left) first = left
    else break
  }
  return values[place] as number
}
