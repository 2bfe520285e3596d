import { findEntry, resolveParams } from '../../contract/catalog.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { augmentations as registry } from '../augmentations/index.ts'
import type { Shape3 } from '../network/network.ts'
import type { Random } from '../random.ts'
import { pixelValues } from './pixels.ts'

/** Augmentations in their order, ready for images of one shape. */
export interface Augmenter {
  /** Whether there is none. */
  readonly isPlain: boolean
  /** Whether bytes stay bytes: no augmentation makes values between them. */
  readonly areBytes: boolean
  /**
   * Augments an image, uint8 [height, width, channels] row-major, in place; where it does not stay bytes, the result
   * stands in `pixels`, values in [0, 1], and `bytes` are left halfway.
   */
  apply(bytes: Uint8Array, pixels: Float32Array | null, random: Random): void
  /**
   * For each pixel of the augmented image the one of the image that it shows, [height, width] row-major; −1 where that
   * is padding. Draws what `apply` draws; `bytes` stay as they are.
   */
  origins(bytes: Uint8Array, random: Random): Int32Array
}

/** Throws `invalid-input` with the nearest name for an augmentation that does not exist. */
export function createAugmenter(choices: readonly MethodChoice[], shape: Shape3): Augmenter {
  const transforms = choices.map((choice) => {
    const transform = findEntry('augmentations', registry, choice.id)
    return { transform, values: resolveParams(transform, choice.params) }
  })
  // The first ones that move bytes do so before these become floats, of four times the size.
  const changing = transforms.findIndex(({ transform }) => transform.applyToBytes === undefined)
  const areBytes = changing < 0
  const onBytes = areBytes ? transforms : transforms.slice(0, changing)
  const onFloats = areBytes ? [] : transforms.slice(changing)
  const untilMoved = transforms.findLastIndex(({ transform }) => transform.applyToBytes !== undefined) + 1

  return {
    isPlain: transforms.length === 0,
    areBytes,
    apply(bytes, pixels, random) {
      for (const { transform, values } of onBytes) transform.applyToBytes?.(values, bytes, shape, random)
      if (pixels === null) return
      pixelValues(bytes, pixels)
      for (const { transform, values } of onFloats) transform.apply(values, pixels, shape, random)
    },
    origins(bytes, random) {
      const [height, width] = shape
      const places = numbered(height * width)
      const pixels = new Float32Array(bytes.length)
      pixelValues(bytes, pixels)
      // What moves values moves numbers in their place alike. What changes values has to see them, since it may draw by them.
      for (const { transform, values } of transforms.slice(0, untilMoved)) {
        transform.applyToBytes?.(values, places, [height, width, 3], random.copy())
        transform.apply(values, pixels, shape, random)
      }
      return Int32Array.from({ length: height * width }, (_, i) => readNumber(places, i) - 1)
    },
  }
}

/** The numbers from 1 on as colours of three bytes, so that 0 stays free for padding. */
function numbered(count: number): Uint8Array {
  const colors = new Uint8Array(count * 3)
  for (let i = 0; i < count; i++) colors.set([(i + 1) & 255, ((i + 1) >> 8) & 255, ((i + 1) >> 16) & 255], i * 3)
  return colors
}

function readNumber(colors: Uint8Array, place: number): number {
  const [low = 0, middle = 0, high = 0] = colors.subarray(place * 3, place * 3 + 3)
  return low + (middle << 8) + (high << 16)
}
