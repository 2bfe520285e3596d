import { describe, expect, it } from 'vitest'
import { throughJpeg } from '../../../src-main/core/corruptions/jpeg.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const random = createRandom(1)
const gray = Uint8Array.from({ length: 30 * 22 }, () => random.integer(256))

describe('throughJpeg', () => {
  it.each([1, 3])('keeps a flat image of %d channels to half a step, at any size', (channels) => {
    for (const [height, width] of [
      [8, 8],
      [30, 22],
      [1, 1],
    ] as const) {
      const flat = new Uint8Array(height * width * channels).fill(100)
      for (const quality of [10, 50, 100]) {
        const seen = throughJpeg(flat, [height, width, channels], quality)
        expect(seen).toHaveLength(flat.length)
        // The mean of a block is kept to half a step of the table: a step is 16 · 5 / 8 levels at quality 10.
        for (const value of seen) expect(Math.abs(value - 100)).toBeLessThanOrEqual(quality === 10 ? 5 : 1)
      }
    }
  })

  it('loses more at a lower quality, and almost nothing of a gray image at the highest', () => {
    const loss = (quality: number): number => {
      const seen = throughJpeg(gray, [30, 22, 1], quality)
      return gray.reduce((sum, value, i) => sum + Math.abs(value - (seen[i] as number)), 0) / gray.length
    }
    expect(loss(100)).toBeLessThan(1)
    expect(loss(10)).toBeGreaterThan(loss(50))
    expect(loss(50)).toBeGreaterThan(loss(90))
  })
})
