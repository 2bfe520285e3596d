/** Pixels in rows: 1 channel is grey, 3 are colours, 4 carry opacity. uint8 values lie in [0, 255], float32 in [0, 1]. */
export interface PixelImage {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly values: Uint8Array | Uint8ClampedArray | Float32Array
}

/** What a canvas paints: uint8 [height, width, 4]. */
export function toRgba({ height, width, channels, values }: PixelImage): Uint8ClampedArray<ArrayBuffer> {
  const factor = values instanceof Float32Array ? 255 : 1
  const rgba = new Uint8ClampedArray(height * width * 4)
  const green = channels < 3 ? 0 : 1
  const blue = channels < 3 ? 0 : 2
  for (let pixel = 0; pixel < height * width; pixel++) {
    const from = pixel * channels
    const to = pixel * 4
    rgba[to] = (values[from] ?? 0) * factor
    rgba[to + 1] = (values[from + green] ?? 0) * factor
    rgba[to + 2] = (values[from + blue] ?? 0) * factor
    rgba[to + 3] = channels === 4 ? (values[from + 3] ?? 0) * factor : 255
  }
  return rgba
}

/** Bytes of the wire as the float32 numbers that they are; copied only where they do not lie on a boundary of four. */
export function readFloats(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
}

/** One image of [images, height, width, channels], without a copy. */
export function imageOfBatch(
  pixels: Uint8Array | Float32Array,
  shape: readonly [number, number, number],
  index: number,
): PixelImage {
  const [height, width, channels] = shape
  const size = height * width * channels
  return { height, width, channels, values: pixels.subarray(index * size, (index + 1) * size) }
}

/** An image of the wire, float32 of `shape`. */
export const readImage = (bytes: Uint8Array, shape: readonly [number, number, number]): PixelImage =>
  imageOfBatch(readFloats(bytes), shape, 0)

/** `to − from`, `factor` times as strong, around middle grey. Of one shape. */
export function amplifiedDifference(from: PixelImage, to: PixelImage, factor: number): PixelImage {
  const [before, after] = [floatsOf(from), floatsOf(to)]
  return { ...to, values: after.map((value, i) => 0.5 + factor * (value - (before[i] ?? 0))) }
}

const floatsOf = ({ values }: PixelImage): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values, (value) => value / 255)

/** The largest whole multiple at which an image is at most so wide; never below its own pixels. */
export const wholeMultiple = (width: number, widest: number): number => Math.max(1, Math.floor(widest / width))
