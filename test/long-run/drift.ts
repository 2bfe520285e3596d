import { median } from '../../src-main/core/median.ts'

/** One reading of something that should not grow: after so many steps of all runs. */
export interface Sample {
  readonly step: number
  readonly value: number
}

export interface Drift {
  readonly samples: number
  /** Medians of the first and the last quarter after warm-up. */
  readonly first: number
  readonly last: number
  /** last / first − 1 */
  readonly growth: number
  /** Slope of the straight line of least squares through all samples after warm-up, per 100,000 steps. */
  readonly per100kSteps: number
}

/** Samples before the step `warmUp` do not count. Throws where fewer than eight are left. */
export function measureDrift(all: readonly Sample[], warmUp: number): Drift {
  const samples = all.filter(({ step }) => step >= warmUp)
  const quarter = Math.floor(samples.length / 4)
  if (quarter < 2) throw new Error(`Expected at least 8 samples after the warm-up: got ${samples.length}.`)
  const values = samples.map(({ value }) => value)
  const [first, last] = [median(values.slice(0, quarter)), median(values.slice(-quarter))]
  return { samples: samples.length, first, last, growth: last / first - 1, per100kSteps: slope(samples) * 100_000 }
}

function slope(samples: readonly Sample[]): number {
  const mean = (valueOf: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + valueOf(sample), 0) / samples.length
  const step = mean((sample) => sample.step)
  const value = mean((sample) => sample.value)
  const variance = mean((sample) => (sample.step - step) ** 2)
  return mean((sample) => (sample.step - step) * (sample.value - value)) / variance
}
