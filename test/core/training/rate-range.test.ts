import { describe, expect, it } from 'vitest'
import { createRangeTest, steepestRate } from '../../../src-main/core/training/rate-range.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const range = { from: 1e-5, to: 1, steps: 101 }

/** A loss that falls from 2 to 0.5 around `centre`, as an S over the log of the rate. */
const falling =
  (centre: number) =>
  (rate: number): number =>
    0.5 + 1.5 / (1 + Math.exp(2 * Math.log(rate / centre)))

function observe(loss: (rate: number, step: number) => number) {
  const test = createRangeTest(range)
  let step = 0
  for (; step < range.steps && !test.hasEnded; step++) test.observe(test.rateAt(step), loss(test.rateAt(step), step))
  return { test, steps: step }
}

describe('createRangeTest', () => {
  it('raises the rate by equal factors from the first to the last', () => {
    const test = createRangeTest(range)
    expect([0, 20, 100].map((step) => test.rateAt(step))).toEqual([
      1e-5,
      expect.closeTo(1e-4, 10),
      expect.closeTo(1, 10),
    ])
  })

  it('suggests the steepest descent, through the noise of batches', () => {
    const random = createRandom(7)
    for (const centre of [1e-3, 1e-2]) {
      const clean = observe(falling(centre)).test.suggestion ?? 0
      expect(Math.abs(Math.log10(clean / centre))).toBeLessThan(0.06)
      const noisy = observe((rate) => falling(centre)(rate) + 0.05 * random.normal()).test.suggestion ?? 0
      expect(Math.abs(Math.log10(noisy / centre))).toBeLessThan(0.5)
    }
  })

  it('ends when the loss is not finite, and leaves that point out', () => {
    const { test, steps } = observe((rate, step) => (step === 60 ? Number.NaN : falling(1e-3)(rate)))
    expect(steps).toBe(61)
    expect(test.points).toHaveLength(60)
    expect(test.suggestion).not.toBeNull()
  })

  it('ends when the running mean exceeds four times its smallest, not at one bad batch', () => {
    const diverging = (rate: number): number => (rate > 0.1 ? 2 * (rate / 0.1) ** 4 : falling(1e-3)(rate))
    const { test, steps } = observe(diverging)
    expect(steps).toBeGreaterThan(80)
    expect(steps).toBeLessThan(range.steps)
    expect(test.hasEnded).toBe(true)
    expect(observe((rate, step) => (step === 50 ? 4.5 : falling(1e-3)(rate))).steps).toBe(range.steps)
  })

  it('suggests nothing where the loss never fell', () => {
    expect(observe((rate) => 2 + rate).test.suggestion).toBeNull()
    expect(steepestRate([])).toBeNull()
    expect(steepestRate([{ rate: 1e-5, loss: 2 }])).toBeNull()
  })
})
