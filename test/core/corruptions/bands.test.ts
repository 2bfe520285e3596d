import { describe, expect, it } from 'vitest'
import { bandsOf, mapAxes } from '../../../src-main/core/corruptions/bands.ts'

/** Two pixels side by side become their mean. */
const halves = (size: number) =>
  bandsOf(size / 2, size, (output, add) => {
    add(2 * output, 0.5)
    add(2 * output + 1, 0.5)
  })

describe('mapAxes', () => {
  it.each([1, 3])('maps rows and columns of every one of %d channels', (channels) => {
    const image = Float64Array.from({ length: 4 * 2 * channels }, (_, i) => i)
    const mapped = mapAxes(image, [4, 2, channels], halves(4), halves(2))
    const mean = (y: number, channel: number): number => {
      const at = (row: number, column: number): number => (row * 2 + column) * channels + channel
      return (at(2 * y, 0) + at(2 * y, 1) + at(2 * y + 1, 0) + at(2 * y + 1, 1)) / 4
    }
    const expected = [0, 1].flatMap((y) => Array.from({ length: channels }, (_, channel) => mean(y, channel)))
    expect([...mapped]).toEqual(expected)
  })

  it('adds weights that fall on the same input', () => {
    const folded = bandsOf(1, 3, (_, add) => {
      add(2, 1)
      add(0, 2)
      add(2, 3)
    })
    expect([...folded.weights]).toEqual([2, 0, 4])
  })
})
