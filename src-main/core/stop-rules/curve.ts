/** A measure of one run after epoch 1, 2 and so on; NaN where an epoch has none. */
export type Curve = readonly number[]

/** Whether more or less of a measure is better. */
export type Better = 'larger' | 'smaller'

/** Whether `a` is better than `b`; NaN is worse than everything. */
export function isBetter(a: number, b: number, better: Better): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(b) && !Number.isNaN(a)
  return better === 'larger' ? a > b : a < b
}

/** The best value of the first `epochs`; NaN where there is none. */
export const bestOf = (curve: Curve, epochs: number, better: Better): number =>
  curve.slice(0, epochs).reduce((best, value) => (isBetter(value, best, better) ? value : best), Number.NaN)
