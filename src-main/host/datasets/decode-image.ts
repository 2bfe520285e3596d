import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import type { Pica } from 'pica'
import sharp from 'sharp'
import { decodeJpeg, readJpegHeader, requireFewScans, type Pixels } from '../../images/decode-jpeg.ts'

export interface DecodedImage extends Pixels {
  /** Height and width that the file has. */
  readonly original: readonly [height: number, width: number]
}
/** The side of a square, or [height, width]. */
export type ImageSize = number | readonly [height: number, width: number]

/** More than any photograph; a header that claims more is a bomb or damage. */
const maxPixels = 2 ** 27
/** Of images that keep their size, so that a batch of them fits into memory: 1920×1080 and a little. */
const maxKeptPixels = 2 ** 21

const limited = "libvips' loaders are limited"
if (getEnvironmentData(limited) !== true) limitLoaders()

/**
 * libvips opens far more, by what a file holds and not by its name: SVG, which can name other files, among them. Once a
 * process, whose threads take the note of it over: until the second call no thread can open anything.
 */
function limitLoaders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((format) => `VipsForeignLoad${format}`),
  })
  setEnvironmentData(limited, true)
}

/**
 * Decodes an image of any format that libvips reads (JPEG, PNG, WebP, GIF (first frame), TIFF, AVIF) to 8-bit RGB.
 * Gray, CMYK (libvips' generic profile) and 16-bit images are converted. An alpha channel is dropped, embedded colour
 * profiles and, without `isUpright`, EXIF turns are ignored, as Pillow's `convert("RGB")` does. `imageSize` scales the shorter side to it
 * (Lanczos 3) and cuts the centre square, or what has its sides; null keeps the size. Gray and colour JPEGs that keep their size, or shrink by
 * less than half, are decoded by libjpeg-turbo itself. Refused above 2 ** 27 pixels, and above 2 ** 21 where the size is
 * kept. Throws `Error` with a reason that continues "the file …".
 */
export async function decodeImage(
  bytes: Uint8Array,
  imageSize: ImageSize | null,
  isUpright = false,
): Promise<DecodedImage> {
  const header = readJpegHeader(bytes)
  if (header && header.width * header.height > limitOf(imageSize)) {
    throw new Error(`claims ${header.width}×${header.height} pixels, ${tooMany(imageSize)}`)
  }
  if (header) requireFewScans(bytes)
  if (isUpright && (await isTurned(bytes))) return decodeBySharp(bytes, imageSize, true)
  if (header && header.components !== 4) {
    const { width, height } = header
    const [toHeight, toWidth] = sidesOf(imageSize ?? [height, width])
    const isSmall = width * height <= maxKeptPixels
    const decoded =
      width === toWidth && height === toHeight
        ? decodeJpeg(bytes)
        : isSmall && typeof imageSize === 'number'
          ? await shrinkJpeg(bytes, Math.min(width, height), imageSize)
          : null
    if (decoded) return { ...decoded, original: [height, width] }
  }
  return decodeBySharp(bytes, imageSize)
}

/** Whether the camera was held another way than its EXIF data have the pixels. False where it is no image. */
export async function isTurned(bytes: Uint8Array): Promise<boolean> {
  const { orientation = 1 } = await sharp(bytes)
    .metadata()
    .catch((): { orientation?: number } => ({}))
  return orientation !== 1
}

let resizer: Promise<Pica> | null = null

/** Loaded with the first image that needs it; without threads and canvas, which this machine lacks. */
function loadResizer(): Promise<Pica> {
  resizer ??= import('pica').then(({ default: pica }) => pica({ features: ['js', 'wasm'] }))
  return resizer
}

/**
 * A colour or gray JPEG made smaller, by less than half: sharp takes 0.9 ms to set up for an image, several times what
 * there is to do. Beyond that sharp need not decode all of it. Null where sharp has to do it.
 */
async function shrinkJpeg(bytes: Uint8Array, side: number, imageSize: number): Promise<Pixels | null> {
  if (side < imageSize || side > 2 * imageSize) return null
  const decoded = decodeJpeg(bytes, 4)
  if (!decoded) return null
  const { width, height } = decoded
  const scale = imageSize / Math.min(width, height)
  const [toWidth, toHeight] = [Math.round(width * scale), Math.round(height * scale)]
  const source = { src: decoded.pixels, width, height }
  const resized = await (await loadResizer()).resizeBuffer({ ...source, toWidth, toHeight, filter: 'lanczos3' })
  const [left, top] = [Math.floor((toWidth - imageSize) / 2), Math.floor((toHeight - imageSize) / 2)]
  const pixels = new Uint8Array(imageSize * imageSize * 3)
  for (let y = 0, to = 0; y < imageSize; y++) {
    for (let x = 0, from = ((y + top) * toWidth + left) * 4; x < imageSize; x++, from += 4, to += 3) {
      pixels[to] = resized[from] as number
      pixels[to + 1] = resized[from + 1] as number
      pixels[to + 2] = resized[from + 2] as number
    }
  }
  return { width: imageSize, height: imageSize, pixels }
}

async function decodeBySharp(bytes: Uint8Array, imageSize: ImageSize | null, isUpright = false): Promise<DecodedImage> {
  try {
    let image = sharp(bytes, { limitInputPixels: limitOf(imageSize), ignoreIcc: true, autoOrient: isUpright })
    const metadata = imageSize === null ? null : await image.metadata()
    const whole = isUpright ? metadata?.autoOrient : metadata
    if (imageSize !== null) {
      const [height, width] = sidesOf(imageSize)
      const box = { width, height }
      image = image.resize({ ...box, fit: 'cover', position: 'centre', kernel: 'lanczos3', fastShrinkOnLoad: false })
    }
    const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`has ${info.channels} channels after conversion, expected 3`)
    const { height, width } = info
    return { height, width, pixels: data, original: [whole?.height ?? height, whole?.width ?? width] }
  } catch (error) {
    const { message } = error as Error
    if (message.startsWith('Input image exceeds pixel limit')) {
      throw new Error(`claims more than ${limitOf(imageSize)} pixels, ${tooMany(imageSize)}`, { cause: error })
    }
    throw new Error(`cannot be decoded: ${firstLine(message)}`, { cause: error })
  }
}

const sidesOf = (size: ImageSize): readonly [number, number] => (typeof size === 'number' ? [size, size] : size)

const limitOf = (imageSize: ImageSize | null): number => (imageSize === null ? maxKeptPixels : maxPixels)

const tooMany = (imageSize: ImageSize | null): string =>
  imageSize === null ? 'too many to keep: give the size that images are to have' : 'more than can be decoded'

/** libvips repeats itself, line by line. */
function firstLine(message: string): string {
  const [line = ''] = message.replace(/^Input buffer has corrupt header: /, '').split('\n')
  return line
    .replace(/^(?:Vips\w+|\w+load\w*): /i, '')
    .replace(/^Input buffer contains unsupported image format/, 'it is no image, or of a format that is not read')
    .replace(/^Input buffer /, 'it ')
}
