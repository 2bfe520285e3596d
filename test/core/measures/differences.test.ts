import { describe, expect, it } from 'vitest'
import { independentDifference, pairedDifference } from '../../../src-main/core/measures/differences.ts'

describe('pairedDifference', () => {
  it('is the Wald interval with half an image added to each outcome', () => {
    // By hand, 20 fixed and 10 broken of 100: 10/102 ± 1.95996 · √(31 − 100/102) / 102.
    const { difference, interval } = pairedDifference(20, 10, 100)
    expect(difference).toBe(0.1)
    expect(interval[0]).toBeCloseTo(-0.00724, 5)
    expect(interval[1]).toBeCloseTo(0.20332, 5)
  })

  it('reverses with its classifiers, and knows nothing without images', () => {
    const { difference, interval } = pairedDifference(10, 20, 100)
    expect(difference).toBe(-0.1)
    expect(interval[0]).toBeCloseTo(-0.20332, 5)
    expect(pairedDifference(0, 0, 0).interval).toEqual([-1, 1])
  })
})

describe('independentDifference', () => {
  it('gives the interval of Newcombe 1998, table II (a), method 10: 56/70 − 48/80', () => {
    const { difference, interval } = independentDifference([56, 70], [48, 80])
    expect(difference).toBeCloseTo(0.2, 12)
    expect(interval[0]).toBeCloseTo(0.0524, 4)
    expect(interval[1]).toBeCloseTo(0.3339, 4)
  })
})
