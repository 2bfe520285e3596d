import { describe, expect, it } from 'vitest'
import { wilsonInterval } from '../../../src-main/core/measures/wilson.ts'

describe('wilsonInterval', () => {
  // Values of statsmodels' proportion_confint(…, method='wilson').
  it.each([
    [584, 1000, 0.55317, 0.61414],
    [0, 10, 0, 0.27753],
    [10, 10, 0.72247, 1],
    [1, 1, 0.20655, 1],
  ])('of %i in %i', (correct, n, low, high) => {
    const [from, to] = wilsonInterval(correct, n)
    expect(from).toBeCloseTo(low, 4)
    expect(to).toBeCloseTo(high, 4)
  })

  it('knows nothing without images', () => expect(wilsonInterval(0, 0)).toEqual([0, 1]))
})
