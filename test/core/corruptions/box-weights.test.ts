import { describe, expect, it } from 'vitest'
import { boxShare, boxWeights, keepWeighted } from '../../../src-main/core/corruptions/box-weights.ts'

const rows = (weights: Float32Array, width: number): number[][] =>
  Array.from({ length: weights.length / width }, (_, y) => [...weights.subarray(y * width, (y + 1) * width)])

describe('boxWeights', () => {
  it('are 1 within the box and 0 outside, and a part where the box covers a part', () => {
    expect(rows(boxWeights({ left: 1, top: 0, right: 2.5, bottom: 1 }, [2, 4], 0), 4)).toEqual([
      [0, 1, 0.5, 0],
      [0, 0, 0, 0],
    ])
  })

  it('rise inside of the box over the feather, and not at the edge of the image', () => {
    const [row] = rows(boxWeights({ left: 0, top: 0, right: 6, bottom: 2 }, [2, 8], 2), 8)
    expect(row).toEqual([1, 1, 1, 1, 0.75, 0.25, 0, 0])
    const [inner] = rows(boxWeights({ left: 2, top: 0, right: 8, bottom: 1 }, [1, 8], 2), 8)
    expect(inner).toEqual([0, 0, 0.25, 0.75, 1, 1, 1, 1])
  })

  it('never leave anything beside the box, however wide the feather', () => {
    for (const feather of [0, 1, 5, 32]) {
      const weights = boxWeights({ left: 2, top: 2, right: 6, bottom: 6 }, [8, 8], feather)
      weights.forEach((weight, i) => {
        const isIn = i % 8 >= 2 && i % 8 < 6 && i >= 16 && i < 48
        if (!isIn) expect(weight).toBe(0)
      })
    }
  })

  it('say how much of an image stays', () => {
    const image = Float32Array.of(1, 1, 1, 1)
    keepWeighted(image, [0, 0.5, 0, 0], Float32Array.of(0.75, 0))
    expect([...image]).toEqual([0.75, 0.875, 0, 0])
  })
})

describe('boxShare', () => {
  it('is the share of the area', () => {
    expect(boxShare({ left: 0, top: 2, right: 4, bottom: 6 }, [8, 8])).toBe(0.25)
  })
})
