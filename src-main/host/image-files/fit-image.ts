import { AppError } from '../../contract/wire.ts'
import { decodeImage, isTurned, type DecodedImage } from '../datasets/decode-image.ts'

export interface FitRequest {
  readonly bytes: Uint8Array
  readonly name: string
  /** Of a model's input. */
  readonly shape: readonly [height: number, width: number, channels: number]
}

export interface FittedImage {
  /** uint8 of the shape that was asked for. */
  readonly pixels: Uint8Array<ArrayBuffer>
  /** Height and width that the file has, upright. */
  readonly original: [number, number]
  /** What was done to it, in a sentence. */
  readonly fitted: string
}

/**
 * Decodes an image file and brings it into the shape of a model's input as an import with an image size does: what
 * overhangs is cut away from both sides, the rest scaled. Other than there it is turned as its EXIF data say: a
 * photograph comes from a phone, not from a dataset. Throws `invalid-input` with what is wrong with the file.
 */
export async function fitImage({ bytes, name, shape }: FitRequest): Promise<FittedImage> {
  const [height, width, channels] = shape
  const decoded = await decode(bytes, name, height === width ? height : [height, width])
  const { original, pixels } = decoded
  return {
    pixels: channels === 1 ? toGray(pixels) : Uint8Array.from(pixels),
    original: [...original],
    fitted: [
      ...((await isTurned(bytes)) ? ['It was turned upright, as its EXIF data say.'] : []),
      fittedInWords(original, shape),
      ...(channels === 1 ? ['Its colours were made grey.'] : []),
    ].join(' '),
  }
}

async function decode(
  bytes: Uint8Array,
  name: string,
  size: number | readonly [number, number],
): Promise<DecodedImage> {
  try {
    return await decodeImage(bytes, size, true)
  } catch (error) {
    throw new AppError('invalid-input', `"${name}" ${(error as Error).message}.`, {
      hint: 'Expected a JPEG, PNG, WebP, GIF, TIFF or AVIF image.',
      cause: error,
    })
  }
}

/** Luma of ITU-R BT.601, as Pillow's `convert("L")`. */
function toGray(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(i * 3, i * 3 + 3)
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
  })
}

/** "Of 640 × 480 px, the 480 × 480 in the middle were scaled to 64 × 64." */
export function fittedInWords(
  [fromHeight, fromWidth]: readonly [number, number],
  [height, width]: readonly [number, number, number],
): string {
  const px = (w: number, h: number): string => `${w} × ${h}`
  if (fromHeight === height && fromWidth === width) return `Its ${px(width, height)} px are those of the model.`
  const scale = Math.max(height / fromHeight, width / fromWidth)
  const cut = [Math.round(width / scale), Math.round(height / scale)] as const
  const isCut = cut[0] !== fromWidth || cut[1] !== fromHeight
  const how = scale > 1 ? 'enlarged' : scale < 1 ? 'scaled' : 'taken'
  const to = how === 'taken' ? 'as they are' : `to ${px(width, height)}`
  return isCut
    ? `Of its ${px(fromWidth, fromHeight)} px, the ${px(...cut)} in the middle were ${how} ${to}.`
    : `Its ${px(fromWidth, fromHeight)} px were ${how} ${to}.`
}
