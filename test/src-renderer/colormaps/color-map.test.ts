import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseColorMap, steps } from '../../../src-renderer/colormaps/color-map.ts'

const tokens = readFileSync('src-renderer/tokens.css', 'utf8')
const token = (name: string): string => new RegExp(`--map-${name}:([^;]+);`).exec(tokens)?.[1] ?? ''
const color = (table: Uint8ClampedArray, step: number): number[] => [...table.slice(step * 3, step * 3 + 3)]

describe('colour map', () => {
  it('has its first, middle and last stop where its token puts them', () => {
    const signed = parseColorMap('signed', token('signed-light'))
    expect(signed).toMatchObject({ title: 'Vermilion–blue on white', isSigned: true })
    expect(color(signed.table, 0)).toEqual([0x8e, 0x3b, 0x00])
    expect(color(signed.table, (steps - 1) / 2)).toEqual([0xf7, 0xf7, 0xf7])
    expect(color(signed.table, steps - 1)).toEqual([0x0b, 0x43, 0x78])
  })

  it('mixes neighbouring stops in sRGB, also where a build shortened their colours', () => {
    const { table, title } = parseColorMap('grey', '"Grey", #000, #fff')
    expect([title, color(table, 64)]).toEqual(['Grey', [64, 64, 64]])
  })

  it.each(['positive', 'magnitude', 'heat', 'grey'])('grows lighter from low to high in %s', (name) => {
    const { table } = parseColorMap(name, token(name))
    const lightness = Array.from({ length: steps }, (_, step) => {
      const [red = 0, green = 0, blue = 0] = color(table, step)
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    })
    const drops = lightness.filter((value, step) => step > 0 && value < (lightness[step - 1] ?? 0) - 0.5)
    expect(drops).toEqual([])
  })
})
