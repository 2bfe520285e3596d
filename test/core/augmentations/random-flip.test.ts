import { describe, expect, it } from 'vitest'
import { randomFlip } from '../../../src-main/core/augmentations/random-flip.ts'
import { createRandom } from '../../../src-main/core/random.ts'

describe('random-flip', () => {
  it('mirrors left to right and keeps the channels of a pixel together', () => {
    const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    randomFlip.apply({ probability: 1 }, image, [2, 3, 2], createRandom(0))
    expect([...image]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
  })

  it('mirrors half of the images', () => {
    const flipped = Array.from({ length: 4000 }, (_, key) => {
      const image = Float32Array.of(0, 1)
      randomFlip.apply({ probability: 0.5 }, image, [1, 2, 1], createRandom(2, key))
      return image[0] as number
    })
    const count = flipped.reduce((sum, value) => sum + value, 0)
    expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(1000))
  })
})
