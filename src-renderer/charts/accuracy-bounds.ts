import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'

const drawn = [
  metricNames.trainAccuracy,
  metricNames.validationAccuracy,
  metricNames.attackedTrainAccuracy,
  metricNames.attackedValidationAccuracy,
]

/** One cut for all accuracy charts of a screen, in percent: from 0 to the next multiple of 20 above the highest point. */
export function accuracyBounds(all: Iterable<RunSeries>): { min: number; max: number } {
  let highest = 0
  for (const series of all) {
    for (const name of drawn) for (const point of series.get(name) ?? []) highest = Math.max(highest, point.value)
  }
  return { min: 0, max: Math.min(100, Math.max(40, Math.ceil((highest * 100) / 20) * 20)) }
}
