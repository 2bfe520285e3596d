import { describe, expect, it } from 'vitest'
import { randomPatch } from '../../../src-main/core/corruptions/random-patch.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const shape = [10, 20, 3] as const

function covered(share: number, fill: string, seed: number) {
  const image = new Float32Array(10 * 20 * 3).fill(2)
  randomPatch.apply({ share, fill }, image, shape, createRandom(seed))
  const places = Array.from({ length: 200 }, (_, place) => place).filter((place) => image[place * 3] !== 2)
  const rows = places.map((place) => Math.floor(place / 20))
  const columns = places.map((place) => place % 20)
  const span = (values: number[]): number => (values.length === 0 ? 0 : Math.max(...values) - Math.min(...values) + 1)
  const colours = places.map((place) => [...image.subarray(place * 3, place * 3 + 3)].join())
  return { count: places.length, height: span(rows), width: span(columns), first: places[0], colours: new Set(colours) }
}

describe('randomPatch', () => {
  it('covers a rectangle of the share and of the proportions of the image, wholly within it', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(covered(0.25, 'gray', seed)).toMatchObject({ count: 50, height: 5, width: 10 })
    }
    expect(covered(0, 'gray', 1).count).toBe(0)
    expect(covered(1, 'gray', 1).count).toBe(200)
  })

  it('lies anywhere', () => {
    const places = Array.from({ length: 300 }, (_, seed) => covered(0.25, 'gray', seed).first)
    expect(new Set(places).size).toBeGreaterThan(55)
  })

  it('is gray, of one colour that changes from image to image, or of random values', () => {
    expect([...covered(0.25, 'gray', 1).colours]).toEqual(['0.5,0.5,0.5'])
    const [first, second] = [covered(0.25, 'colour', 1).colours, covered(0.25, 'colour', 2).colours]
    expect([first.size, second.size]).toEqual([1, 1])
    expect(first).not.toEqual(second)
    expect(covered(0.25, 'noise', 1).colours.size).toBe(50)
  })
})
