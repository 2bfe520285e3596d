import sharp from 'sharp'
import { decodeJpeg, readJpegHeader } from './decode-jpeg.ts'

/** uint8 RGB, row-major [height, width, 3]. */
export interface DecodedImage {
  readonly height: number
  readonly width: number
  readonly pixels: Uint8Array
}

/** More than any photograph; a header that claims more is a bomb or damage. */
const maxPixels = 2 ** 27

/**
 * Decodes an image of any format that libvips reads (JPEG, PNG, WebP, GIF (first frame), TIFF, AVIF) to 8-bit RGB.
 * Gray, CMYK (libvips' generic profile) and 16-bit images are converted. An alpha channel is dropped, embedded colour
 * profiles and EXIF turns are ignored, as Pillow's `convert("RGB")` does. `imageSize` scales the shorter side to it
 * (Lanczos 3) and cuts the centre square; null keeps the size. Gray and colour JPEGs that keep their size are decoded
 * by libjpeg-turbo itself. Throws `Error` with a reason that continues "the file …".
 */
export async function decodeImage(bytes: Uint8Array, imageSize: number | null): Promise<DecodedImage> {
  const header = readJpegHeader(bytes)
  if (header && header.width * header.height > maxPixels) {
    throw new Error(`claims ${header.width}×${header.height} pixels, more than can be decoded`)
  }
  const keepsSize = header && (imageSize === null || (header.width === imageSize && header.height === imageSize))
  if (keepsSize && header.components !== 4) {
    const decoded = decodeJpeg(bytes)
    if (decoded) return decoded
  }
  return decodeBySharp(bytes, imageSize)
}

async function decodeBySharp(bytes: Uint8Array, imageSize: number | null): Promise<DecodedImage> {
  try {
    let image = sharp(bytes, { limitInputPixels: maxPixels, ignoreIcc: true })
    if (imageSize !== null) {
      const box = { width: imageSize, height: imageSize }
      image = image.resize({ ...box, fit: 'cover', position: 'centre', kernel: 'lanczos3', fastShrinkOnLoad: false })
    }
    const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`has ${info.channels} channels after conversion, expected 3`)
    return { height: info.height, width: info.width, pixels: data }
  } catch (error) {
    throw new Error(`cannot be decoded: ${firstLine((error as Error).message)}`, { cause: error })
  }
}

/** libvips repeats itself, line by line. */
function firstLine(message: string): string {
  const [line = ''] = message.replace(/^Input buffer has corrupt header: /, '').split('\n')
  return line
    .replace(/^(?:Vips\w+|\w+load\w*): /i, '')
    .replace(/^Input buffer contains unsupported image format/, 'it is no image, or of a format that is not read')
    .replace(/^Input buffer /, 'it ')
}
