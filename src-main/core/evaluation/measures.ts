const z95 = 1.959963984540054

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

/**
 * Exact two-sided McNemar test of two classifiers on the same images: the probability, if both were equally good, of a
 * split of the discordant images at least as uneven as `fixed` (wrong in the first, right in the second) against
 * `broken`. 1 where no image is discordant. McNemar 1947, Psychometrika 12; binomial form of Liddell 1983.
 */
export function mcNemarExact(fixed: number, broken: number): number {
  const n = fixed + broken
  const fewer = Math.min(fixed, broken)
  if (n === 0 || fixed === broken) return 1
  // Terms of the binomial(n, 1/2), each from the one before, in logarithms: n may be 100,000.
  let logTerm = -n * Math.LN2
  let tail = Math.exp(logTerm)
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log((n - k + 1) / k)
    tail += Math.exp(logTerm)
  }
  return Math.min(1, 2 * tail)
}
