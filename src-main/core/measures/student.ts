import { normalQuantile } from './normal.ts'

/** Quantiles 0.975 of Student's t with 1 … 10 degrees of freedom: Abramowitz and Stegun 1964, table 26.10. */
const small = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814]

/**
 * The quantile 0.975 of Student's t: half the width of a 95 % interval, in standard errors. `freedom`: degrees of freedom,
 * a whole number from 1. Beyond the table by Abramowitz and Stegun's expansion 26.7.5, right to four digits there.
 */
export function studentQuantile(freedom: number): number {
  const known = small[freedom - 1]
  if (known !== undefined) return known
  const z = normalQuantile(0.975)
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3
}

/**
 * 95 % interval of a mean of independent values, in their unit: mean ± t₀.₉₇₅(n − 1) · s / √n. Null with fewer than two.
 * Worked example: 1, 2, 3 → 2 ± 4.30265 · 1 / √3 = (−0.484, 4.484).
 */
export function meanInterval(values: readonly number[]): [low: number, high: number] | null {
  const n = values.length
  if (n < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const half = studentQuantile(n - 1) * Math.sqrt(variance / n)
  return [mean - half, mean + half]
}
