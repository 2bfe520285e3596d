import { describe, expect, it } from 'vitest'
import { boxAt, boxWithin, packBoxes } from '../../../src-main/core/datasets/boxes.ts'

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom })

describe('boxes', () => {
  it('come back from a packed split, none where there was none', () => {
    const packed = packBoxes([box(0, 1, 2.5, 4), null])
    expect(packed).toHaveLength(8)
    expect(boxAt(packed, 0)).toEqual(box(0, 1, 2.5, 4))
    expect(boxAt(packed, 1)).toBeNull()
    expect(boxAt(null, 0)).toBeNull()
  })

  it.each([
    ['stay where nothing is scaled', box(3, 4, 10, 20), [64, 64], [64, 64], box(3, 4, 10, 20)],
    ['are scaled with the image', box(8, 16, 32, 64), [64, 64], [32, 32], box(4, 8, 16, 32)],
    ['lose what the centre square leaves out', box(0, 0, 60, 50), [50, 100], [50, 50], box(0, 0, 35, 50)],
    ['are cut off at the edges', box(-4, 60, 8, 90), [64, 64], [64, 64], box(0, 60, 8, 64)],
    ['vanish with their part of the image', box(0, 0, 20, 50), [50, 100], [50, 50], null],
  ] as const)('%s', (_, given, original, imported, expected) => {
    expect(boxWithin(given, original, imported)).toEqual(expected)
  })
})
