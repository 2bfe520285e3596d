import { describe, expect, it } from 'vitest'
import { sortByDistance, type ClassifiedImage } from '../../src-main/store/sort-by-distance.ts'

const rows: readonly ClassifiedImage[] = [
  [0, 1, 2],
  [1, 1, 9],
  [2, 1, 1],
  [3, 2, 1],
  [4, 1, 12],
]
const distanceOf = (truth: number, predicted: number): number | null =>
  predicted === 9 ? null : Math.abs(truth - predicted)

describe('images by distance', () => {
  it('come nearest or furthest first, equal ones in their order, unknown ones last in both', () => {
    expect([...sortByDistance(rows, distanceOf, false)]).toEqual([2, 0, 3, 4, 1])
    expect([...sortByDistance(rows, distanceOf, true)]).toEqual([4, 0, 3, 2, 1])
  })

  it('asks once for each pair of classes', () => {
    let asked = 0
    const many = Array.from({ length: 1000 }, (_, image): ClassifiedImage => [image, image % 2, 9])
    const count = (): null => {
      asked++
      return null
    }
    expect(sortByDistance(many, count, true)).toHaveLength(1000)
    expect(asked).toBe(2)
  })
})
