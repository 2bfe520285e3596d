import { median } from '../median.ts'
import { bestOf, isBetter, type Better, type Curve } from './curve.ts'

interface MedianOptions {
  readonly fromEpoch: number
  readonly minRuns: number
  readonly better: Better
}

/**
 * Median stopping: after epoch e a run ends where its best value so far is strictly worse than the median of the means of
 * the other runs' values over their epochs 1 … e. Runs that did not come to epoch e say nothing; with fewer than `minRuns`
 * others, or before `fromEpoch`, no run ends. Returns that median where the run ends, else null.
 *
 * Source: Golovin et al. 2017, "Google Vizier: a service for black-box optimization", section 3.2.2. There the others are
 * completed trials; here a run that itself was ended counts up to its last epoch, since fewer would be left to compare
 * with. `fromEpoch` and `minRuns` are grace periods, as in Ray Tune and Optuna.
 * Worked example, larger is better, e = 2: others (0.2, 0.4), (0.3, 0.5), (0.1, 0.2) have means 0.3, 0.4, 0.15, their
 * median is 0.3; a run with 0.1, 0.29 ends, one with 0.31, 0.1 goes on.
 */
export function medianStopping(
  run: Curve,
  others: readonly Curve[],
  { fromEpoch, minRuns, better }: MedianOptions,
): number | null {
  const epoch = run.length
  const reached = others.filter(({ length }) => length >= epoch)
  if (epoch < fromEpoch || epoch === 0 || reached.length < minRuns) return null
  const means = reached.map((curve) => meanOf(curve.slice(0, epoch))).filter((mean) => !Number.isNaN(mean))
  if (means.length < minRuns) return null
  const middle = median(means)
  return isBetter(middle, bestOf(run, epoch, better), better) ? middle : null
}

function meanOf(values: Curve): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
