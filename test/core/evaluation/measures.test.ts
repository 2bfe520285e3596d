import { describe, expect, it } from 'vitest'
import {
  holm,
  independentDifference,
  mcNemarExact,
  pairedDifference,
  wilsonInterval,
} from '../../../src-main/core/evaluation/measures.ts'

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

describe('mcNemarExact', () => {
  // 2 · P(X ≤ min) under Binomial(n, 1/2), by hand: n = 8, min = 1: 2 · 9/256; n = 5, min = 0: 2/32.
  it.each([
    [1, 7, 18 / 256],
    [7, 1, 18 / 256],
    [5, 0, 2 / 32],
    [4, 4, 1],
    [0, 0, 1],
    [3, 4, 1],
  ])('%i fixed against %i broken', (fixed, broken, p) => expect(mcNemarExact(fixed, broken)).toBeCloseTo(p, 12))

  it('does not underflow on many images', () => {
    const p = mcNemarExact(50_300, 49_700)
    // Normal approximation with continuity correction: z = 599 / √100000 = 1.894, two-sided.
    expect(p).toBeGreaterThan(0.057)
    expect(p).toBeLessThan(0.0595)
  })
})

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

describe('holm', () => {
  it('multiplies by how many are left, never falls, and stays at 1', () => {
    const adjusted = holm([0.04, 0.01, 0.03, 0.9])
    expect(adjusted.map((p) => Number(p.toFixed(4)))).toEqual([0.09, 0.04, 0.09, 0.9])
    expect(holm([0.5, 0.6])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})
