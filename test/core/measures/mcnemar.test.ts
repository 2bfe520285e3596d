import { describe, expect, it } from 'vitest'
import { mcNemarExact } from '../../../src-main/core/measures/mcnemar.ts'

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
