import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { fitImage } from '../../../src-main/host/image-files/fit-image.ts'
import { fitInThread } from '../../../src-main/host/image-files/fit-in-thread.ts'
import { decodeImage } from '../../../src-main/host/datasets/decode-image.ts'
import { jpeg, picture, png } from '../../support/images.ts'

const name = 'broom.png'
const never = new AbortController().signal

describe('an image file of the user', () => {
  it('comes as an import with an image size would bring it', async () => {
    for (const bytes of [await png(1, 40, 24), await jpeg(2, 40, 24), await picture(3, 40, 24).webp().toBuffer()]) {
      const { pixels, original, fitted } = await fitImage({ bytes, name, shape: [16, 16, 3] })
      expect(pixels).toEqual(Uint8Array.from((await decodeImage(bytes, 16)).pixels))
      expect([original, fitted]).toEqual([
        [24, 40],
        'Of its 40 × 24 px, the 24 × 24 in the middle were scaled to 16 × 16.',
      ])
    }
  })

  it('stays as it is where it has the size, and is enlarged where it is smaller', async () => {
    const bytes = await png(4, 16)
    const { pixels, fitted } = await fitImage({ bytes, name, shape: [16, 16, 3] })
    expect(pixels).toEqual(Uint8Array.from(await sharp(bytes).raw().toBuffer()))
    expect(fitted).toBe('Its 16 × 16 px are those of the model.')
    expect((await fitImage({ bytes, name, shape: [32, 32, 3] })).fitted).toBe(
      'Its 16 × 16 px were enlarged to 32 × 32.',
    )
  })

  it('is fitted to inputs that are no squares', async () => {
    const tall = await fitImage({ bytes: await png(5, 40, 40), name, shape: [20, 10, 3] })
    expect(tall.pixels).toHaveLength(20 * 10 * 3)
    expect(tall.fitted).toBe('Of its 40 × 40 px, the 20 × 40 in the middle were scaled to 10 × 20.')
    const own = await jpeg(6, 10, 20)
    expect((await fitImage({ bytes: own, name, shape: [20, 10, 3] })).fitted).toBe(
      'Its 10 × 20 px are those of the model.',
    )
  })

  it('is turned upright as its EXIF data say', async () => {
    // Both ways in which a JPEG is decoded: by libjpeg-turbo itself where it has the size, else by libvips.
    for (const [width, height] of [
      [16, 16],
      [40, 24],
    ] as const) {
      const lying = await jpeg(7, width, height)
      const bytes = await sharp(lying).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer()
      const { pixels, original, fitted } = await fitImage({ bytes, name, shape: [16, 16, 3] })
      const turned = await sharp(bytes).rotate(90).removeAlpha().png().toBuffer()
      expect([original, fitted.slice(0, 43)]).toEqual([[width, height], 'It was turned upright, as its EXIF data say'])
      const upright = await fitImage({ bytes: turned, name, shape: [16, 16, 3] })
      const furthest = Math.max(...pixels.map((value, index) => Math.abs(value - (upright.pixels[index] ?? 0))))
      expect(furthest).toBeLessThanOrEqual(2)
    }
  })

  it('is made grey as Pillow does for a model of grey images', async () => {
    const bytes = await sharp(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30), {
      raw: { width: 2, height: 2, channels: 3 },
    })
      .png()
      .toBuffer()
    const { pixels, fitted } = await fitImage({ bytes, name, shape: [2, 2, 1] })
    // Image.fromarray(…).convert("L") of Pillow 11.
    expect([...pixels]).toEqual([76, 150, 29, 18])
    expect(fitted).toContain('made grey')
  })

  it('is refused in one sentence in its thread where it is no image, or damaged', async () => {
    const files = {
      nothing: Buffer.of(),
      text: Buffer.from('These are not pixels.'),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'),
      halfPng: (await png(7, 64)).subarray(0, 100),
      halfJpeg: (await jpeg(8, 64)).subarray(0, 300),
    }
    for (const bytes of Object.values(files)) {
      await expect(fitInThread({ bytes, name, shape: [16, 16, 3] }, never)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringMatching(/^"broom\.png" [^\n]+\.$/),
      })
    }
  })

  it('is given up when it is cancelled, or takes too long', async () => {
    const bytes = await png(9, 64)
    const cancel = new AbortController()
    const fitting = fitInThread({ bytes, name, shape: [16, 16, 3] }, cancel.signal)
    cancel.abort(new Error('cancelled by the test'))
    await expect(fitting).rejects.toThrow('cancelled by the test')
    await expect(fitInThread({ bytes, name, shape: [16, 16, 3] }, never, 0)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('was not decoded within 0 s'),
    })
  })
})
