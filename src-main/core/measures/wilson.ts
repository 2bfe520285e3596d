/** The 97.5 % point of the standard normal distribution: 95 % of it lie within ± this. */
export const z95 = 1.959963984540054

/**
 * 95 % Wilson score interval of a proportion. `n` = 0 gives [0, 1].
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
 */
export function wilsonInterval(correct: number, n: number): [low: number, high: number] {
  if (n === 0) return [0, 1]
  const p = correct / n
  const z2 = z95 * z95
  const centre = p + z2 / (2 * n)
  const spread = z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}
