import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { datasets } from '../../../src-main/core/datasets/index.ts'
import { drawShape, shapeLabel, shapeNames, type ShapesParams } from '../../../src-main/core/datasets/shapes.ts'
import { signedDistances } from '../../../src-main/core/datasets/shape-outlines.ts'

const entry = datasets.find(({ id }) => id === 'shapes')
if (!entry) throw new Error('no shapes')
const params = (given: Record<string, number> = {}): ShapesParams =>
  resolveParams(entry, given) as unknown as ShapesParams

function draw(values: ShapesParams, index: number, split: 'train' | 'validation' = 'train'): Uint8Array {
  const image = new Uint8Array(values.size * values.size * 3)
  drawShape(values, split, index, image)
  return image
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe('shapes', () => {
  it('draws the same image for the same seed, split and index, others for others', () => {
    const values = params({ size: 16 })
    expect(draw(values, 5)).toEqual(draw(values, 5))
    const images = [
      draw(values, 5),
      draw(values, 11),
      draw(values, 5, 'validation'),
      draw(params({ size: 16, seed: 1 }), 5),
    ]
    expect(new Set(images.map(String)).size).toBe(4)
  })

  it('is balanced, and names its classes', () => {
    expect(Array.from({ length: 7 }, (_, i) => shapeLabel(params(), i))).toEqual([0, 1, 2, 3, 4, 5, 0])
    expect(shapeNames).toHaveLength(8)
  })

  it('hides the class from the mean colour: classes differ by less than images of one class do', () => {
    const values = params({ size: 16 })
    const perClass = Array.from({ length: 6 }, (_, label) => {
      const means = Array.from({ length: 150 }, (_, i) => mean(draw(values, label + 6 * i)))
      const centre = mean(means)
      return { centre, spread: Math.sqrt(mean(means.map((value) => (value - centre) ** 2))) }
    })
    const centres = perClass.map(({ centre }) => centre)
    const spread = Math.min(...perClass.map((one) => one.spread))
    expect(Math.max(...centres) - Math.min(...centres)).toBeLessThan(spread)
  })
})

describe('signedDistances', () => {
  it.each(Object.entries(signedDistances))(
    '%s is negative somewhere inside the unit disc and positive outside',
    (name, distance) => {
      const inside = name === 'ring' ? distance(0.7, 0) : distance(0.05, 0.05)
      expect(inside).toBeLessThan(0)
      for (let i = 0; i < 24; i++) {
        const angle = (i * Math.PI) / 12
        expect(distance(1.1 * Math.cos(angle), 1.1 * Math.sin(angle))).toBeGreaterThan(0)
      }
    },
  )

  it('measures known points', () => {
    expect(signedDistances.disc(0, 0)).toBeCloseTo(-0.85)
    expect(signedDistances.square(0.9, 0)).toBeCloseTo(0.2)
    expect(signedDistances.triangle(0.5, 0)).toBeCloseTo(0)
    expect(signedDistances.triangle(-1, 0)).toBeCloseTo(0)
    expect(signedDistances.diamond(0, 0.5)).toBeCloseTo(0)
    expect(signedDistances.star(1, 0)).toBeCloseTo(0)
    expect(signedDistances.star(0.4 * Math.cos(Math.PI / 5), 0.4 * Math.sin(Math.PI / 5))).toBeCloseTo(0)
  })
})
