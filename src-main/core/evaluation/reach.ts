import * as tf from '@tensorflow/tfjs-core'
import { lengthOf } from '../attacks/ball.ts'
import type { Norm } from '../attacks/direction.ts'
import type { ImageSet } from '../datasets/image-set.ts'
import { uploadImages } from '../datasets/upload-images.ts'
import { toPixels, type Images } from '../ops/pixels.ts'

/** How far images were moved at most, in a norm, in pixels of [0, 1], and the extremes of their values. */
export interface Reach {
  readonly distance: number
  readonly low: number
  readonly high: number
}

/** The reach of attacked images [batch, height, width, channels] as a tensor [3]. */
export function measureReach(norm: Norm, set: ImageSet, indices: Int32Array, seen: Images): tf.Tensor1D {
  return tf.tidy(() => {
    const clean = toPixels(uploadImages(set, indices))
    const attacked = toPixels(seen)
    const distance = tf.max(lengthOf(norm, tf.sub(attacked, clean)))
    return tf.stack([distance, tf.min(attacked), tf.max(attacked)]) as tf.Tensor1D
  })
}

export const readReach = (values: ArrayLike<number>): Reach => {
  const [distance = 0, low = 0, high = 0] = Array.from(values)
  return { distance, low, high }
}

/** The reach of two parts together. */
export const joinReach = (one: Reach | null, other: Reach): Reach =>
  one === null
    ? other
    : {
        distance: Math.max(one.distance, other.distance),
        low: Math.min(one.low, other.low),
        high: Math.max(one.high, other.high),
      }
