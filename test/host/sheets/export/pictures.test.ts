import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pictureOfImage, pictureOfMap, signedStops } from '../../../../src-main/host/sheets/export/pictures.ts'

const pixel = (rgb: Uint8Array, at: number): string =>
  `#${[...rgb.subarray(at * 3, at * 3 + 3)].map((value) => value.toString(16).padStart(2, '0')).join('')}`

describe('pictures of an exported sheet', () => {
  it('have the colours of the light interface, the strongest for the largest size', () => {
    const tokens = readFileSync(join(import.meta.dirname, '../../../../src-renderer/tokens.css'), 'utf8')
    const [, light = ''] = /--map-signed-light:([^;]+);/.exec(tokens) ?? []
    expect(signedStops).toEqual([...light.matchAll(/#[0-9a-f]{6}/g)].map(([stop]) => stop))
    const map = new Uint8Array(Float32Array.of(-2, 0, 1, 2).buffer)
    const { rgb } = pictureOfMap({ height: 2, width: 2, map, min: -2, max: 2, note: null })
    expect([0, 1, 3].map((at) => pixel(rgb, at))).toEqual([signedStops[0], signedStops[4], signedStops[8]])
    expect(pixel(rgb, 2)).toBe(signedStops[6])
  })

  it('show one channel as grey', () => {
    const { rgb } = pictureOfImage(Uint8Array.of(7, 200), [1, 2, 1])
    expect([...rgb]).toEqual([7, 7, 7, 200, 200, 200])
  })
})
