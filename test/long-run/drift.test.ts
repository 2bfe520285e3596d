import { describe, expect, it } from 'vitest'
import { measureDrift, type Sample } from './drift.ts'

const series = (valueAt: (step: number) => number): Sample[] =>
  Array.from({ length: 41 }, (_, i) => ({ step: i * 5000, value: valueAt(i * 5000) }))

describe('measureDrift', () => {
  it('finds the slope and the growth of what grows, and none in what does not', () => {
    const growing = measureDrift(
      series((step) => 100 + step / 1000),
      40_000,
    )
    expect(growing.per100kSteps).toBeCloseTo(100, 6)
    expect(growing.growth).toBeGreaterThan(0.7)
    const noisy = measureDrift(
      series((step) => 100 + ((step / 5000) % 2)),
      40_000,
    )
    expect(Math.abs(noisy.growth)).toBeLessThan(0.011)
    expect(Math.abs(noisy.per100kSteps)).toBeLessThan(0.2)
  })

  it('leaves the warm-up out', () => {
    const warming = series((step) => (step < 40_000 ? step : 40_000))
    expect(measureDrift(warming, 40_000)).toMatchObject({ samples: 33, growth: 0, per100kSteps: 0 })
    expect(() => measureDrift(warming, 180_000)).toThrow('Expected at least 8 samples after the warm-up: got 5.')
  })
})
