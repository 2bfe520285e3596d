/**
 * p values adjusted for their number, in the order of what came in: Holm 1979, "A simple sequentially rejective multiple
 * test procedure".
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const adjusted: number[] = values.map(() => 1)
  let least = 0
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (values[index] as number) * (values.length - rank)))
    adjusted[index] = least
  })
  return adjusted
}
