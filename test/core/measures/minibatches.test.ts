import { describe, expect, it } from 'vitest'
import { minibatchesOf } from '../../../src-main/core/measures/minibatches.ts'

const sorted = Int32Array.from({ length: 500 }, (_, at) => 3 * at)

describe('minibatchesOf', () => {
  it('takes all images at once where they fit', () => {
    expect(minibatchesOf(sorted, 500)).toEqual([[...sorted]])
    expect(minibatchesOf(sorted.subarray(0, 3), 2)).toEqual([[0, 3, 6]])
  })

  it('takes every image once, in parts of equal size', () => {
    const parts = minibatchesOf(sorted, 160)
    expect(parts.map(({ length }) => length)).toEqual([125, 125, 125, 125])
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual([...sorted])
    expect(minibatchesOf(sorted, 160)).toEqual(parts)
    expect(minibatchesOf(sorted.subarray(0, 11), 4).map(({ length }) => length)).toEqual([6, 5])
  })

  it('mixes the classes of images that lie sorted by class', () => {
    const perClass = 50
    for (const part of minibatchesOf(sorted, 125)) {
      const counts = Map.groupBy(part, (image) => Math.floor(image / 3 / perClass))
      expect(counts.size).toBe(10)
      expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBeLessThan(25)
    }
  })
})
