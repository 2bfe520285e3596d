import jpeg from '@cwasm/jpeg-turbo'
import sharp from 'sharp'

/** No image of a training set is larger; a header can claim anything. */
const maxPixels = 100_000_000

/**
 * Decodes an image to uint8 RGB [size, size, 3]. JPEGs of that size go through libjpeg-turbo, bit for bit; everything
 * else through sharp: other sizes are cropped to the centre square and resized (Lanczos 3), grayscale, CMYK, 16 bit and
 * transparency (over black) are converted, EXIF turns are applied. Throws with the decoder's own words.
 */
export async function decodeImage(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  if (bytes.length === 0) throw new Error('the file is empty')
  if (isColourJpeg(bytes)) {
    const { width, height, data } = jpeg.decode(bytes)
    if (width === size && height === size) return dropAlpha(data)
  }
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels })
  const metadata = await image.metadata()
  const isSquare = metadata.width === size && metadata.height === size
  const sized = isSquare ? image : image.autoOrient().resize(size, size, { fit: 'cover', kernel: 'lanczos3' })
  const raw = await sized
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (raw.info.channels === 3) return raw.data
  const gray = raw.data
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => gray[Math.floor(i / 3)] as number)
}

/** A JPEG whose frame has three components; others (gray, CMYK) need colour conversion. */
function isColourJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] as number
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return bytes[at + 9] === 3
    at += 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number))
  }
  return false
}

function dropAlpha(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    rgb[to++] = rgba[from] as number
    rgb[to++] = rgba[from + 1] as number
    rgb[to++] = rgba[from + 2] as number
  }
  return rgb
}
