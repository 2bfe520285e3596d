import { describe, expect, it } from 'vitest'
import { boxLeft } from '../../../src-main/core/datasets/box-left.ts'

/** 4 × 4 pixels, moved to the left by so many; what comes in is padding. */
const movedLeft = (by: number): Int32Array =>
  Int32Array.from({ length: 16 }, (_, i) => ((i % 4) + by < 4 ? i + by : -1))

describe('boxLeft', () => {
  it.each([
    ['all of it where nothing moved', { left: 0, top: 0, right: 2, bottom: 2 }, 0, 1],
    ['half of it where one of its two columns is gone', { left: 0, top: 0, right: 2, bottom: 4 }, 1, 0.5],
    ['none of it where both are', { left: 0, top: 1, right: 2, bottom: 3 }, 2, 0],
    ['the part of a pixel that it covers', { left: 0.5, top: 0, right: 2, bottom: 1 }, 1, 1 / 1.5],
    ['nothing of a box without area', { left: 1, top: 1, right: 1, bottom: 3 }, 0, 0],
  ])('is %s', (_, box, by, expected) => {
    expect(boxLeft(box, movedLeft(by), [4, 4])).toBeCloseTo(expected, 12)
  })

  it('counts a pixel once that padding shows twice', () => {
    const mirrored = Int32Array.from({ length: 16 }, (_, i) => i - (i % 4))
    expect(boxLeft({ left: 0, top: 0, right: 4, bottom: 4 }, mirrored, [4, 4])).toBe(0.25)
  })
})
