import { describe, expect, it } from 'vitest'
import { rankCorrelation } from '../../../src-main/core/faithfulness/rank-correlation.ts'

describe('rank correlation', () => {
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
})
