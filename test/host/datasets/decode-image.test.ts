import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../src-main/host/datasets/decode-image.ts'
import { readJpegHeader } from '../../../src-main/images/decode-jpeg.ts'
import { jpeg, picture, png } from '../../support/images.ts'

/** Greatest difference between two images of the same size. */
function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)
}

describe('decodeImage', () => {
  it('decodes a JPEG bit for bit as libvips does', async () => {
    const bytes = await jpeg(1, 21, 13)
    const { height, width, pixels } = await decodeImage(bytes, null)
    expect([height, width]).toEqual([13, 21])
    expect(difference(pixels, await sharp(bytes).raw().toBuffer())).toBe(0)
  })

  it('decodes PNG, WebP, TIFF and the first frame of a GIF', async () => {
    const expected = await picture(2).raw().toBuffer()
    expect(difference((await decodeImage(await png(2), null)).pixels, expected)).toBe(0)
    const webp = await picture(2).webp({ lossless: true }).toBuffer()
    expect(difference((await decodeImage(webp, null)).pixels, expected)).toBe(0)
    const tiff = await picture(2).tiff({ compression: 'none' }).toBuffer()
    expect(difference((await decodeImage(tiff, null)).pixels, expected)).toBe(0)
    const gif = await sharp([await png(2), await png(3)], { join: { animated: true } })
      .gif()
      .toBuffer()
    const first = await decodeImage(gif, null)
    expect([first.height, first.width]).toEqual([8, 8])
    expect(difference(first.pixels, expected)).toBeLessThan(24)
  })

  it('makes three equal channels of a gray JPEG and a gray PNG', async () => {
    const gray = picture(3).toColourspace('b-w')
    for (const bytes of [await gray.clone().jpeg({ quality: 100 }).toBuffer(), await gray.clone().png().toBuffer()]) {
      const { pixels } = await decodeImage(bytes, null)
      expect(pixels).toHaveLength(8 * 8 * 3)
      for (let i = 0; i < pixels.length; i += 3) expect([pixels[i + 1], pixels[i + 2]]).toEqual([pixels[i], pixels[i]])
    }
  })

  // Colours that print: saturated greens and blues lie outside of CMYK and come back paler.
  it.each([
    [200, 30, 30],
    [128, 128, 128],
    [250, 250, 250],
  ])('converts CMYK of (%d, %d, %d) to about the same RGB', async (...colour) => {
    const solid = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => colour[i % 3] as number)
    const image = sharp(solid, { raw: { width: 8, height: 8, channels: 3 } }).toColourspace('cmyk')
    const bytes = await image.jpeg({ quality: 100 }).toBuffer()
    expect(readJpegHeader(bytes)?.components).toBe(4)
    expect(difference((await decodeImage(bytes, null)).pixels, solid)).toBeLessThan(32)
  })

  it('takes the upper 8 of 16 bits and drops alpha', async () => {
    const deep = await picture(5).toColourspace('rgb16').png().toBuffer()
    expect((await sharp(deep).metadata()).depth).toBe('ushort')
    const expected = await picture(5).raw().toBuffer()
    expect(difference((await decodeImage(deep, null)).pixels, expected)).toBeLessThanOrEqual(1)
    const transparent = await picture(5).ensureAlpha(0.2).png().toBuffer()
    expect(difference((await decodeImage(transparent, null)).pixels, expected)).toBe(0)
  })

  it('scales the shorter side and cuts the centre square', async () => {
    const left = sharp({ create: { width: 60, height: 30, channels: 3, background: '#f00' } })
    const half = { create: { width: 30, height: 30, channels: 3 as const, background: '#00f' } }
    const bytes = await left
      .composite([{ input: half, left: 30, top: 0 }])
      .png()
      .toBuffer()
    const { height, width, pixels } = await decodeImage(bytes, 10)
    expect([height, width]).toEqual([10, 10])
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0])
    expect([...pixels.subarray(27, 30)]).toEqual([0, 0, 255])
  })

  it.each([
    ['less than half', 20, 15, 12, 1],
    ['less than half, upright and gray', 13, 20, 10, 1],
    ['more', 60, 40, 12, 0],
    ['not at all, but larger', 8, 9, 12, 0],
  ])('shrinks a JPEG as libvips does, within rounding: %s', async (_name, width, height, size, tolerance) => {
    const image = picture(9, width, height)
    const bytes = await (_name.includes('gray') ? image.toColourspace('b-w') : image).jpeg({ quality: 95 }).toBuffer()
    const expected = await sharp(bytes)
      .resize({ width: size, height: size, fit: 'cover', kernel: 'lanczos3', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer()
    const decoded = await decodeImage(bytes, size)
    expect([decoded.height, decoded.width]).toEqual([size, size])
    const differences = decoded.pixels.map((value, i) => Math.abs(value - (expected[i] as number)))
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThanOrEqual(tolerance)
  })

  it('says what is wrong with a file that is no image, empty, cut off, or claims too much', async () => {
    await expect(decodeImage(Buffer.from('hello, no image'), null)).rejects.toThrow(
      'it is no image, or of a format that is not read',
    )
    await expect(decodeImage(new Uint8Array(0), null)).rejects.toThrow('cannot be decoded')
    const bytes = await jpeg(6, 64)
    await expect(decodeImage(bytes.subarray(0, bytes.length / 2), null)).rejects.toThrow('premature end')
    const bomb = Buffer.from(bytes)
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]))
    bomb.writeUInt16BE(65_500, frame + 5)
    bomb.writeUInt16BE(65_500, frame + 7)
    await expect(decodeImage(bomb, null)).rejects.toThrow('claims 65500×65500 pixels')
  })

  // @cwasm/jpeg-turbo 0.1.3 loses stack with every hard error and fails for good after some 230.
  it('leaves what can be opened as it is when another thread begins to decode', async () => {
    const gif = await picture(7, 8, 8).gif().toBuffer()
    const operation = ['VipsForeignLoadNsgif']
    sharp.block({ operation })
    try {
      const module = new URL('../../../src-main/host/datasets/decode-image.ts', import.meta.url)
      const source = `import(${JSON.stringify(module)}).then(() => console.log('decodes'))`
      const thread = new Worker(source, { eval: true, stdout: true })
      const [said] = (await Promise.all([once(thread.stdout, 'data'), once(thread, 'exit')]))[0]
      expect(String(said)).toBe('decodes\n')
      await expect(decodeImage(gif, null)).rejects.toThrow('not read')
    } finally {
      sharp.unblock({ operation })
    }
    await expect(decodeImage(gif, null)).resolves.toMatchObject({ width: 8 })
  })

  it('still decodes after a thousand broken JPEGs', async () => {
    const good = await jpeg(7, 16)
    const broken = good.subarray(0, 180)
    for (let i = 0; i < 1000; i++) await expect(decodeImage(broken, null)).rejects.toThrow('cannot be decoded')
    expect(difference((await decodeImage(good, null)).pixels, await sharp(good).raw().toBuffer())).toBe(0)
  })
})
