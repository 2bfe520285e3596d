import type { Box } from '../../contract/datasets.ts'
import { covered, type Size } from '../datasets/boxes.ts'

/**
 * How much each pixel belongs to a box, in [0, 1], [height · width]: 1 within, 0 outside, a pixel that it covers in part
 * by that part. With `feather`, it rises in a line over so many pixels inside of the box's edges, so that nothing beside
 * the box is left; not at the edges of the image, where there is nothing to fade into.
 */
export function boxWeights(box: Box, [height, width]: Size, feather: number): Float32Array {
  const rows = axisWeights(box.top, box.bottom, height, feather)
  const columns = axisWeights(box.left, box.right, width, feather)
  const weights = new Float32Array(height * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) weights[y * width + x] = (rows[y] as number) * (columns[x] as number)
  }
  return weights
}

function axisWeights(from: number, to: number, size: number, feather: number): Float32Array {
  return Float32Array.from({ length: size }, (_, at) => {
    if (feather === 0) return covered(at, from, to)
    const middle = at + 0.5
    const before = from <= 0 ? feather : middle - from
    const after = to >= size ? feather : to - middle
    return Math.min(1, Math.max(0, Math.min(before, after) / feather))
  })
}

/** The share of an image that a box covers, in [0, 1]. */
export function boxShare({ left, top, right, bottom }: Box, [height, width]: Size): number {
  return ((right - left) * (bottom - top)) / (height * width)
}

/** Mixes `other` into `image` in place, both [height · width · channels]: of `image` stays what the weights say. */
export function keepWeighted(image: Float32Array, other: ArrayLike<number>, weights: Float32Array): void {
  const channels = image.length / weights.length
  for (let i = 0; i < image.length; i++) {
    const kept = weights[Math.floor(i / channels)] as number
    image[i] = kept * (image[i] as number) + (1 - kept) * (other[i] as number)
  }
}
