import { describe, expect, it } from 'vitest'
import { meanInterval, studentQuantile } from '../../../src-main/core/measures/student.ts'

describe('Student’s t', () => {
  it('has the quantiles of the tables', () => {
    // NIST/SEMATECH e-Handbook, section 1.3.6.7.2, with more digits.
    const known = [
      [1, 12.7062],
      [4, 2.776445],
      [10, 2.228139],
      [11, 2.200985],
      [20, 2.085963],
      [30, 2.042272],
      [120, 1.97993],
    ] as const
    for (const [freedom, quantile] of known) expect(studentQuantile(freedom)).toBeCloseTo(quantile, 3)
  })

  it('bounds a mean', () => {
    const [low, high] = meanInterval([1, 2, 3]) ?? []
    expect(low).toBeCloseTo(-0.4841, 3)
    expect(high).toBeCloseTo(4.4841, 3)
    expect(meanInterval([1])).toBeNull()
    expect(meanInterval([2, 2, 2])).toEqual([2, 2])
  })
})
