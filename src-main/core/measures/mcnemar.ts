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
