import { describe, expect, it } from 'vitest'
import { accelerationOf, bootstrapInterval } from '../../../src-main/core/measures/bootstrap.ts'

// Efron and Tibshirani 1993, table 14.1, column A of the spatial test data.
const spatial = [
  ...[48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41],
]
const rows = { values: Float64Array.from(spatial.flatMap((value) => [value, value * value])), columns: 2 }
const variance = (means: Float64Array): number => (means[1] as number) - (means[0] as number) ** 2

describe('bootstrapInterval', () => {
  it('has the acceleration of its source', () => expect(accelerationOf(rows, variance)).toBeCloseTo(0.0612401, 6))

  // The source has (115.8, 259.6) and (100.8, 233.9) from 2,000 resamples; scipy.stats.bootstrap has these from 200,000.
  it.each([
    ['bca', 115.4, 260.9],
    ['percentile', 97.8, 235.6],
  ] as const)('gives the interval of its source by %s', (method, low, high) => {
    const interval = bootstrapInterval(rows, variance, { level: 0.9, method, resamples: 20_000 })
    expect(interval?.[0]).toBeGreaterThan(low - 3)
    expect(interval?.[0]).toBeLessThan(low + 3)
    expect(interval?.[1]).toBeGreaterThan(high - 4)
    expect(interval?.[1]).toBeLessThan(high + 4)
  })

  it('is the same for a seed, and another for another', () => {
    const of = (seed: number) => bootstrapInterval(rows, variance, { seed })
    expect(of(7)).toEqual(of(7))
    expect(of(8)).not.toEqual(of(7))
  })

  it('leaves out resamples without a value, and is one point where nothing varies', () => {
    const share = (means: Float64Array): number => (means[0] as number) / (means[1] as number)
    // One row in four has a denominator: a third of the resamples have none.
    const sparse = { values: Float64Array.of(0, 0, 0, 0, 0, 0, 1, 2), columns: 2 }
    expect(bootstrapInterval(sparse, share)).toEqual([0.5, 0.5])
    expect(bootstrapInterval({ values: Float64Array.of(1, 1, 1), columns: 1 }, (means) => means[0] as number)).toEqual([
      1, 1,
    ])
  })

  it('is unknown of a single image', () => {
    expect(bootstrapInterval({ values: Float64Array.of(1), columns: 1 }, (means) => means[0] as number)).toBeNull()
  })
})
