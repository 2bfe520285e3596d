import { describe, expect, it } from 'vitest'
import { changeHsv } from '../../../src-main/core/corruptions/hsv.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const random = createRandom(1)
const noise = Uint8Array.from({ length: 30 * 22 * 3 }, () => random.integer(256))

describe('changeHsv', () => {
  it('gives the same colours back where nothing is changed', () => {
    const same = changeHsv(noise, () => undefined)
    noise.forEach((value, i) => expect(same[i]).toBeCloseTo(value, 9))
  })

  it('tells hue, saturation and value of the pure colours and of gray', () => {
    const seen: string[] = []
    changeHsv(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 51, 51, 51, 255, 255, 0), ({ hue, saturation, value }) => {
      seen.push([hue, saturation, value].map((each) => each.toFixed(3)).join(' '))
    })
    const [red, green, blue] = ['0.000 1.000 1.000', '0.333 1.000 1.000', '0.667 1.000 1.000']
    expect(seen).toEqual([red, green, blue, '0.000 0.000 0.200', '0.167 1.000 1.000'])
  })
})
