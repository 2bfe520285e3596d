import { describe, expect, it } from 'vitest'
import { parseColorMap } from '../../../src-renderer/colormaps/color-map.ts'
import { overlay, paintMap, scaleLimit, subtractMaps } from '../../../src-renderer/colormaps/paint-map.ts'

const signed = parseColorMap('signed', "'Signed', #ff0000, #808080, #0000ff")
const grey = parseColorMap('grey', "'Grey', #000000, #ffffff")
const map = (...values: number[]) => ({
  height: 1,
  width: values.length,
  values: Float32Array.from(values),
  min: Math.min(...values),
  max: Math.max(...values),
})
const red = (image: { values: ArrayLike<number> }, pixel: number): number => image.values[pixel * 4] ?? -1

describe('painted map', () => {
  it('puts zero in the middle of a signed scale and both limits at its ends', () => {
    const { values } = paintMap(map(-2, 0, 2), 2, signed)
    expect([...values]).toEqual([255, 0, 0, 255, 128, 128, 128, 255, 0, 0, 255, 255])
  })

  it('shares one limit, so that a weaker map is paler', () => {
    const strong = map(0, 4)
    const weak = map(-1, 1)
    const limit = scaleLimit([strong, weak])
    expect(limit).toBe(4)
    expect(red(paintMap(weak, limit, signed), 1)).toBeGreaterThan(red(paintMap(strong, limit, signed), 1))
  })

  it('colours the size of values where the colours have no sign', () => {
    const painted = paintMap(map(-1, 0, 1), 1, grey)
    expect([red(painted, 0), red(painted, 1), red(painted, 2)]).toEqual([255, 0, 255])
  })

  it('paints a map of zeros in the colour of zero', () => {
    expect(red(paintMap(map(0, 0), 0, signed), 1)).toBe(128)
  })

  it('mixes with its image by the opacity', () => {
    const image = { height: 1, width: 1, channels: 3, values: Uint8Array.of(0, 0, 0) }
    const painted = paintMap(map(-1), 1, signed)
    expect([...overlay(painted, image, 0.5).values]).toEqual([128, 0, 0, 255])
    expect(overlay(painted, image, 1)).toBe(painted)
  })

  it('of a difference knows its own smallest and largest value', () => {
    expect(subtractMaps(map(1, 2, 3), map(1, 0, 7))).toMatchObject({ min: -2, max: 4 })
  })
})
