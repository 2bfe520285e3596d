const z = 1.959963984540054

/** 95 % Wilson score interval of `correct` out of `n` (Wilson 1927), for live values that were not evaluated yet. */
export function wilson(correct: number, n: number): [number, number] {
  const rate = correct / n
  const center = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))
  return [Math.max(0, center - half), Math.min(1, center + half)]
}
