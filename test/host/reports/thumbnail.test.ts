import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { thumbnail } from '../../../src-main/host/reports/thumbnail.ts'

/** Nothing takes more bytes than noise. */
const noise = (side: number) => ({
  ...{ width: side, height: side },
  rgb: Uint8Array.from({ length: side * side * 3 }, (_, i) => (Math.imul(i + 1, 2_654_435_761) >>> 24) & 255),
})

describe('thumbnail', () => {
  it('keeps every pixel of a small picture, and shows it at a whole multiple', async () => {
    const small = noise(32)
    const { png, width } = await thumbnail(small)
    expect(width).toBe(64)
    expect(new Uint8Array(await sharp(png).removeAlpha().raw().toBuffer())).toEqual(small.rgb)
  })

  it('is small whatever a large picture holds: a report of ten runs has hundreds', async () => {
    const { png, width } = await thumbnail(noise(224))
    expect(width).toBe(80)
    expect(png.length).toBeLessThan(18_000)
  })
})
