import sharp from 'sharp'
import { encodePng, type Picture } from '../sheets/export/pictures.ts'

/** Pixels of a screen across. */
const widest = 80

/** A picture small enough that a page can hold many of them: small ones keep their pixels, and are shown larger. */
export async function thumbnail(picture: Picture): Promise<{ png: Uint8Array; width: number }> {
  const { width, height, rgb } = picture
  if (width <= widest) return { png: await encodePng(picture), width: Math.floor(widest / width) * width }
  // More pixels than it takes, for screens that have them, in 256 colours: ten runs stay below 5 MB, maps included.
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ width: Math.min(width, widest * 1.5) })
    .png({ palette: true })
    .toBuffer()
  return { png, width: widest }
}
