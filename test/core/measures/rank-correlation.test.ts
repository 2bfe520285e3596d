import { describe, expect, it } from 'vitest'
import {
  rankCorrelation,
  rankCorrelationInterval,
  type Pair,
} from '../../../src-main/core/measures/rank-correlation.ts'
import { createRandom } from '../../../src-main/core/random.ts'

describe('rank correlation', () => {
  it('is Spearman’s, ties at their mean rank', () => {
    const of = (y: readonly number[]) => rankCorrelation([...y.keys()], y)
    expect(of([2, 1, 4, 3, 5])).toBeCloseTo(0.8, 12)
    expect(of([1, 10, 100])).toBe(1)
    expect(of([3, 2, 1])).toBe(-1)
    // Ranks 1, 2.5, 2.5, 4: √0.9.
    expect(of([1, 2, 2, 3])).toBeCloseTo(0.9486832980505138, 12)
    expect(of([1, 1, 1])).toBeNull()
  })

  it('is what scipy.stats.spearmanr says in its documentation, with equal values', () => {
    expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12)
  })

  it('is of ranks alone: any rising function keeps it', () => {
    const values = Float32Array.of(3, -1, 4, 1, -5, 9)
    expect(rankCorrelation(values, values.map(Math.exp))).toBeCloseTo(1, 12)
    expect(
      rankCorrelation(
        values,
        values.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 12)
  })

  it('is not there for what has no order', () => {
    expect(rankCorrelation([1, 2], [3, 3])).toBeNull()
    expect(rankCorrelation([], [])).toBeNull()
  })

  it('has an interval that covers 0 for what is unrelated, and is short for what is related', () => {
    const random = createRandom(1)
    const noise = Array.from({ length: 40 }, (): Pair => [random.uniform(), random.uniform()])
    const [low = 1, high = -1] = rankCorrelationInterval(noise) ?? []
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
    const line = noise.map(([x, y]): Pair => [x, x + 0.1 * y])
    expect(rankCorrelationInterval(line)?.[0]).toBeGreaterThan(0.9)
    expect(rankCorrelationInterval(line)).toEqual(rankCorrelationInterval(line))
    expect(rankCorrelationInterval(noise.slice(0, 4))).toBeNull()
  })
})
