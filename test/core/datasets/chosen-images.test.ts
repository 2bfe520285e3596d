import { describe, expect, it } from 'vitest'
import { chooseImages, membersOf } from '../../../src-main/core/datasets/chosen-images.ts'

const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3)

describe('chooseImages', () => {
  it('takes as many of each class, ascending, and the same every time', () => {
    const chosen = [...chooseImages(labels, 4)]
    expect(chosen).toHaveLength(12)
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b))
    for (const label of [0, 1, 2]) expect(chosen.filter((image) => image % 3 === label)).toHaveLength(4)
    expect([...chooseImages(labels, 4)]).toEqual(chosen)
    expect(chosen).not.toEqual([...Array(12).keys()])
  })

  it('holds the choice of a smaller number, and all where a class has no more', () => {
    const more = new Set(chooseImages(labels, 9))
    for (const image of chooseImages(labels, 4)) expect(more.has(image)).toBe(true)
    expect([...chooseImages([5, 5, 7], 2)]).toEqual([0, 1, 2])
  })
})

describe('membersOf', () => {
  it('gives the images of one class, of those that take part', () => {
    expect([...membersOf(labels, 1, null)]).toEqual(Array.from({ length: 20 }, (_, i) => 3 * i + 1))
    expect([...membersOf(labels, 1, 4)]).toEqual([...chooseImages(labels, 4)].filter((image) => image % 3 === 1))
    expect([...membersOf(labels, 9, null)]).toEqual([])
  })
})
