import { metricNames } from '../metric-names.ts'
import type { RunSeries } from '../series.ts'

export interface RobustOverfitting {
  /** Lost robust accuracy since its best, as a fraction. */
  readonly fallen: number
  readonly bestEpoch: number
}

/** Smaller falls are within what a few hundred images scatter. */
const smallestFall = 0.02

/**
 * Robust overfitting (Rice et al. 2020, "Overfitting in adversarially robust deep learning"): accuracy under attack has
 * fallen since its best while clean accuracy has not. null where it is not so.
 */
export function robustOverfitting(series: RunSeries): RobustOverfitting | null {
  const robust = series.get(metricNames.attackedValidationAccuracy) ?? []
  const clean = new Map((series.get(metricNames.validationAccuracy) ?? []).map(({ step, value }) => [step, value]))
  const [first, ...rest] = robust
  const last = robust.at(-1)
  if (!first || !last) return null
  const best = rest.reduce((highest, point) => (point.value > highest.value ? point : highest), first)
  const [cleanThen, cleanNow] = [clean.get(best.step), clean.get(last.step)]
  const fallen = best.value - last.value
  if (fallen < smallestFall || cleanThen === undefined || cleanNow === undefined || cleanNow < cleanThen) return null
  return { fallen, bestEpoch: best.epoch }
}
