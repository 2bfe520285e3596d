import * as tf from '@tensorflow/tfjs-core'
import type { Noise } from '../methods.ts'
import { uniform } from '../ops/uniform.ts'

/** Noise whose rows depend on seed, stream and the image's own key alone. */
export function noiseOf(keys: ArrayLike<number>, seed: number): Noise {
  return (shape, stream) =>
    tf.tidy(() =>
      tf.stack(
        Array.from(keys, (key) =>
          uniform([...shape], tf.tensor1d([seed ^ Math.imul(stream + 1, 0x9e3779b9), key], 'int32')),
        ),
      ),
    )
}

/**
 * Standard normal noise from uniform, by Box and Muller 1958: √(−2 ln(1 − u)) · cos(2πv), with u and v of the streams
 * 2 · `stream` and 2 · `stream` + 1.
 */
export function normalFrom(noise: Noise): Noise {
  return (shape, stream) =>
    tf.tidy(() => {
      const [u, v] = [noise(shape, 2 * stream), noise(shape, 2 * stream + 1)]
      const radius = tf.sqrt(tf.mul(tf.log(tf.sub(1, u)), -2))
      return tf.mul(radius, tf.cos(tf.mul(v, 2 * Math.PI)))
    })
}
