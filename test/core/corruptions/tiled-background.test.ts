import { describe, expect, it } from 'vitest'
import { tileBackground } from '../../../src-main/core/corruptions/tiled-background.ts'

/** 4 × 4 pixels of one channel that hold their own number. */
const numbered = (): Float32Array => Float32Array.from({ length: 16 }, (_, i) => i)

describe('tileBackground', () => {
  it('repeats the largest strip beside the box, from the corner of the image on', () => {
    // Right of the box lie three columns, which are repeated at the columns 0, 3, 6 …
    const image = numbered()
    tileBackground(image, [4, 4, 1], { left: 0, top: 1, right: 1, bottom: 4 })
    expect([...image]).toEqual([0, 1, 2, 3, 5, 5, 6, 7, 9, 9, 10, 11, 13, 13, 14, 15])

    const below = numbered()
    tileBackground(below, [4, 4, 1], { left: 0, top: 0, right: 4, bottom: 2 })
    expect([...below]).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15])
  })

  it('covers pixels that the box covers in part', () => {
    const image = numbered()
    tileBackground(image, [4, 4, 1], { left: 0, top: 0, right: 4, bottom: 1.2 })
    expect([...image.subarray(0, 8)]).toEqual([8, 9, 10, 11, 12, 13, 14, 15])
  })

  it('has nothing to repeat where the box is all of the image', () => {
    expect(() => tileBackground(numbered(), [4, 4, 1], { left: 0, top: 0, right: 4, bottom: 4 })).toThrow('all of an')
  })
})
