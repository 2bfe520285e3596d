import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { Shape3 } from '../network/network.ts'
import type { SaliencyMap } from './saliency-map.ts'

/** Probabilities [batch] of the explained class for images [batch, height, width, channels] in [0, 1]. */
export type ProbabilityOf = (images: tf.Tensor4D) => Computation<tf.Tensor1D>

/** An image and the map that explains it. */
export interface ExplainedImage {
  /** [height, width, channels] row-major, values in [0, 1]. */
  readonly pixels: Float32Array
  readonly shape: Shape3
  readonly map: SaliencyMap
}

/** Steps from the first image of a curve to the last, and how many of them are classified at once: they divide 65. */
const steps = 64
const batchSize = 13

/**
 * Probabilities [65] while the pixels of `from` are replaced by those of `to`, the most salient first, in 64 equal steps.
 * Pixels of equal saliency go in the order of the image.
 */
export function* replacementCurve(
  { map, shape }: ExplainedImage,
  from: Float32Array,
  to: Float32Array,
  probabilityOf: ProbabilityOf,
): Computation<tf.Tensor1D> {
  const [height, width, channels] = shape
  const { values } = map
  const order = Uint32Array.from(values, (_, i) => i).toSorted(
    (a, b) => (values[b] as number) - (values[a] as number) || a - b,
  )
  const size = from.length
  const current = Float32Array.from(from)
  const parts: tf.Tensor1D[] = []
  let replaced = 0
  for (let first = 0; first <= steps; first += batchSize) {
    const images = new Float32Array(batchSize * size)
    for (let i = 0; i < batchSize; i++) {
      const until = Math.round((order.length * (first + i)) / steps)
      for (; replaced < until; replaced++) {
        const at = (order[replaced] as number) * channels
        current.set(to.subarray(at, at + channels), at)
      }
      images.set(current, i * size)
    }
    const batch = tf.tensor4d(images, [batchSize, height, width, channels])
    parts.push(yield* probabilityOf(batch))
    batch.dispose()
  }
  const curve = tf.concat1d(parts)
  tf.dispose(parts)
  return curve
}

/** Area under a curve whose points are equally far apart from 0 to 1, by the trapezoidal rule. */
export function areaUnder(curve: ArrayLike<number>): number {
  const values = Array.from(curve)
  const ends = ((values[0] ?? 0) + (values.at(-1) ?? 0)) / 2
  return (values.reduce((sum, value) => sum + value, 0) - ends) / (values.length - 1)
}
