import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { randomCrop } from '../../../src-main/core/augmentations/random-crop.ts'
import type { Random } from '../../../src-main/core/random.ts'
import { createRandom } from '../../../src-main/core/random.ts'

/** A stream whose whole numbers are given: first the row, then the column of the corner. */
function cornerAt(top: number, left: number): Random {
  const numbers = [top, left]
  return { ...createRandom(0), integer: () => numbers.shift() as number }
}

function crop(mode: string, padding: number, top: number, left: number): number[] {
  const image = Float32Array.from({ length: 9 }, (_, i) => (i + 1) / 10)
  randomCrop.apply(resolveParams(randomCrop, { mode, padding }), image, [3, 3, 1], cornerAt(top, left))
  return [...image].map((value) => Math.round(value * 10))
}

// The image is 1 2 3 / 4 5 6 / 7 8 9; expected values as numpy.pad(image, 2, mode) shows them.
describe('random-crop', () => {
  it.each([
    ['constant', [0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['edge', [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['reflect', [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['symmetric', [5, 4, 4, 2, 1, 1, 2, 1, 1]],
  ])('%s: the upper left corner of the padded image', (mode, expected) => {
    expect(crop(mode, 2, 0, 0)).toEqual(expected)
  })

  it.each([
    ['constant', [5, 6, 0, 8, 9, 0, 0, 0, 0]],
    ['edge', [5, 6, 6, 8, 9, 9, 8, 9, 9]],
    ['reflect', [5, 6, 5, 8, 9, 8, 5, 6, 5]],
    ['symmetric', [5, 6, 6, 8, 9, 9, 8, 9, 9]],
  ])('%s: one step down and right', (mode, expected) => {
    expect(crop(mode, 2, 3, 3)).toEqual(expected)
  })

  it('gives the image itself at the middle and without padding', () => {
    expect(crop('constant', 2, 2, 2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(crop('constant', 0, 0, 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('draws every corner equally often', () => {
    const counts = new Map<string, number>()
    const values = resolveParams(randomCrop, { padding: 1 })
    for (let key = 0; key < 9000; key++) {
      const image = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0)
      randomCrop.apply(values, image, [3, 3, 1], createRandom(1, key))
      counts.set(image.join(), (counts.get(image.join()) ?? 0) + 1)
    }
    expect(counts.size).toBe(9)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000))
  })
})
