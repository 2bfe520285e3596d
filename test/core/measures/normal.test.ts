import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile } from '../../../src-main/core/measures/normal.ts'

// Values of scipy.stats.norm.
describe('normalCdf', () => {
  it.each([
    [-3, 0.0013499],
    [-1, 0.15865525],
    [0.3, 0.61791142],
    [2.5, 0.99379033],
  ])('of %d', (x, p) => expect(normalCdf(x)).toBeCloseTo(p, 6))
})

describe('normalQuantile', () => {
  it.each([
    [0.001, -3.09023231],
    [0.01, -2.32634787],
    [0.5, 0],
    [0.9, 1.28155157],
  ])('of %d', (p, x) => expect(normalQuantile(p)).toBeCloseTo(x, 4))

  it('has no bound', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  })
})
