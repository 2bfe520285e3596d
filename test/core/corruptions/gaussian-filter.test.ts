import { describe, expect, it } from 'vitest'
import { gaussianFilter } from '../../../src-main/core/corruptions/gaussian-filter.ts'

describe('gaussianFilter', () => {
  it('keeps a flat image flat, and the sum of a spot within the image', () => {
    const flat = gaussianFilter(new Float64Array(81).fill(7), [9, 9, 1], 2)
    for (const value of flat) expect(value).toBeCloseTo(7, 12)
    const spot = new Float64Array(31 * 31)
    spot[15 * 31 + 15] = 1
    const spread = gaussianFilter(spot, [31, 31, 1], 1.5)
    expect(spread.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    // The values of a Gaussian two pixels apart.
    const ratio = (spread[15 * 31 + 17] as number) / (spread[15 * 31 + 15] as number)
    expect(ratio).toBeCloseTo(Math.exp(-2 / 1.5 ** 2), 12)
  })
})
