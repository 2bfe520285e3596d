/**
 * P(Z ≤ x) of a standard normal Z, to 7.5e-8: Abramowitz and Stegun 1964, formula 26.2.17.
 * Example: normalCdf(1.96) = 0.975.
 */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series
  return x >= 0 ? 1 - upper : upper
}

/**
 * The x of which P(Z ≤ x) = p, p in [0, 1], to 4.5e-4: Abramowitz and Stegun 1964, formula 26.2.23, then one step of Newton
 * to the precision of {@link normalCdf}. ±∞ at 0 and 1. Example: normalQuantile(0.975) = 1.96.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)))
  const tail = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  const start = p < 0.5 ? -tail : tail
  const density = Math.exp((-start * start) / 2) / Math.sqrt(2 * Math.PI)
  return start - (normalCdf(start) - p) / density
}
