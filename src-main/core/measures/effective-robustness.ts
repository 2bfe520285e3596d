/** Accuracies of one model on the images that it was trained for, and on those that were shifted; in [0, 1]. */
export interface ShiftedAccuracy {
  readonly clean: number
  readonly shifted: number
  /** Images behind each. */
  readonly n: number
}

/** logit(shifted) = slope · logit(clean) + intercept. */
export interface LogitLine {
  readonly slope: number
  readonly intercept: number
}

/** ln(p / (1 − p)); p is held half an image away from 0 and 1, where it has none. */
export function logit(p: number, n: number): number {
  const held = Math.min(1 - 0.5 / n, Math.max(0.5 / n, p))
  return Math.log(held / (1 - held))
}

/**
 * The line that models without an intervention lie on, by least squares on logits; null with fewer than two, or where their
 * clean accuracies are the same.
 * Source: Taori et al. 2020, "Measuring Robustness to Natural Distribution Shifts in Image Classification",
 * https://arxiv.org/abs/2007.00644, section 3.2; imagenet-testbed.
 * Worked example: clean 0.57, 0.70, 0.76, 0.80 and shifted 0.43, 0.57, 0.64, 0.69 give slope 0.98007, intercept −0.55489.
 */
export function fitLogitLine(models: readonly ShiftedAccuracy[]): LogitLine | null {
  const xs = models.map(({ clean, n }) => logit(clean, n))
  const ys = models.map(({ shifted, n }) => logit(shifted, n))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(xs), mean(ys)]
  const spread = xs.reduce((sum, value) => sum + (value - x) ** 2, 0)
  if (models.length < 2 || spread < 1e-12) return null
  const slope = xs.reduce((sum, value, at) => sum + (value - x) * ((ys[at] as number) - y), 0) / spread
  return { slope, intercept: y - slope * x }
}

/** The accuracy on shifted images that the line expects of a model with this clean accuracy. */
export function expectedAccuracy({ slope, intercept }: LogitLine, clean: number, n: number): number {
  return 1 / (1 + Math.exp(-(slope * logit(clean, n) + intercept)))
}

/**
 * Effective robustness ρ: accuracy on shifted images beyond what the line expects of this clean accuracy, in [−1, 1].
 * Source: Taori et al. 2020, equation 1. Their relative robustness τ is the plain difference of two models on shifted
 * images: `pairedDifference`.
 * Worked example: of the line above, clean 0.78 and shifted 0.72: 0.72 − 0.66498 = 0.05502.
 */
export function effectiveRobustness(line: LogitLine, { clean, shifted, n }: ShiftedAccuracy): number {
  return shifted - expectedAccuracy(line, clean, n)
}
