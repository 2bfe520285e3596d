import sharp from 'sharp'
import { encodePng, type Picture } from '../sheets/export/pictures.ts'

/** Pixels of a screen across. */
const widest = 80

/** A picture small enough that a page can hold many of them: small ones keep their pixels, and are shown larger. */
export async function thumbnail(picture: Picture): Promise<{ png: Uint8Array; width: number }> {
  const { width, height, rgb } = picture
  if (width <= widest) return { png: await encodePng(picture), width: Math.floor(widest / width) * width }
  // Twice as many pixels as it takes, for screens that have them.
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ width: Math.min(width, widest * 2) })
    .png({ compressionLevel: 9 })
    .toBuffer()
  return { png, width: widest }
}
