import { decodeArray, greatestDifference, type EncodedArray } from './fixtures.ts'
import type { SaliencyCase } from './saliency-fixtures.ts'

/** Arrays of a fixture file. */
export type Arrays<K extends string> = Readonly<Record<K, EncodedArray>>

/** The greatest difference, as a share of the expected map's largest magnitude. */
export function distance(actual: Float32Array, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return greatestDifference(actual, expected) / scale
}

/** (a − min) / (max − min + 1e-7) over each image: how keras-vis and tf-keras-vis scale. */
export function scaled(maps: Float32Array, images: number): Float32Array {
  const size = maps.length / images
  const result = new Float32Array(maps.length)
  for (let start = 0; start < maps.length; start += size) {
    const map = maps.subarray(start, start + size)
    const [least, most] = [Math.min(...map), Math.max(...map)]
    result.set(
      map.map((value) => (value - least) / (most - least + 1e-7)),
      start,
    )
  }
  return result
}

/** Joins the channels of an encoded [images, height, width, 3]. */
export function joined(encoded: EncodedArray, join: (pixel: Float32Array) => number): Float32Array {
  const values = decodeArray(encoded) as Float32Array
  return Float32Array.from({ length: values.length / 3 }, (_, i) => join(values.subarray(3 * i, 3 * i + 3)))
}
export const sum = (pixel: Float32Array): number => pixel.reduce((total, value) => total + value, 0)
export const largest = (pixel: Float32Array): number => Math.max(...pixel)

/** Maps [images, rows, columns] with every value repeated, at the size of the images. */
export function blocks({ shape, ...encoded }: EncodedArray, { model }: SaliencyCase): Float32Array {
  const values = decodeArray({ shape, ...encoded })
  const [images = 0, rows = 0, columns = 0] = shape
  const [, height = 0, width = 0] = model.images.shape
  return Float32Array.from({ length: images * height * width }, (_, at) => {
    const [image, pixel] = [Math.floor(at / (height * width)), at % (height * width)]
    const [row, column] = [Math.floor(pixel / width), pixel % width]
    const place = Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width)
    return values[image * rows * columns + place] as number
  })
}
