import * as tf from '@tensorflow/tfjs-core'
import { standardNormal } from '../attacks/ball.ts'
import type { Noise } from '../methods.ts'
import { noiseFrom } from './noise-from.ts'

/** Candidates of which the first accepted counts: more than 95 % are, so all fail once in 10²⁰ draws. */
const candidates = 16

/**
 * One number from Beta(α, α), a scalar in [0, 1]: X / (X + Y) of two gamma draws (Marsaglia and Tsang 2000, with their
 * section 6 for α < 1), in logarithms, since both are next to 0 for small α. Takes 8 streams from `stream` on.
 */
export function betaDraw(noise: Noise, alpha: number, stream: number): tf.Scalar {
  return tf.tidy(() =>
    tf.sigmoid(tf.sub<tf.Scalar>(logGammaDraw(noise, alpha, stream), logGammaDraw(noise, alpha, stream + 4))),
  )
}

/** One number of the batch's noise, in [0, 1). */
export function uniformDraw(noise: Noise, stream: number): tf.Scalar {
  return tf.reshape(tf.slice(noise([1], stream), [0, 0], [1, 1]), [])
}

/** The logarithm of one number from Gamma(α, 1). */
function logGammaDraw(noise: Noise, alpha: number, stream: number): tf.Scalar {
  const shape = alpha < 1 ? alpha + 1 : alpha
  const d = shape - 1 / 3
  const x = firstRow(standardNormal([candidates], noiseFrom(noise, stream)))
  const u = firstRow(noise([candidates], stream + 2))
  const root = tf.add(tf.mul(x, 1 / Math.sqrt(9 * d)), 1)
  // The logarithm of what is rejected anyway must be a number.
  const v = tf.where(tf.greater(root, 0), tf.mul(tf.square(root), root), tf.onesLike(root))
  const bound = tf.add(tf.mul(tf.square(x), 0.5), tf.mul(tf.add(tf.sub(1, v), tf.log(v)), d))
  const isAccepted = tf.logicalAnd(tf.greater(root, 0), tf.less(tf.log(tf.sub(1, u)), bound))
  const order = tf.range(candidates, 0, -1)
  const first = tf.oneHot(tf.argMax(tf.mul(tf.cast(isAccepted, 'float32'), order)), candidates)
  const logGamma = tf.sum(tf.mul(tf.log(tf.mul(v, d)), first))
  if (alpha >= 1) return logGamma as tf.Scalar
  return tf.add(logGamma, tf.div(tf.log(tf.sub(1, uniformDraw(noise, stream + 3))), alpha))
}

/** Noise has a row for each image; one is enough here. */
function firstRow(noise: tf.Tensor): tf.Tensor1D {
  return tf.reshape(tf.slice(noise, [0, 0], [1, candidates]), [candidates])
}
