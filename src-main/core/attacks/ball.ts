import * as tf from '@tensorflow/tfjs-core'
import type { Noise } from '../methods.ts'
import { imageAxes, type Norm } from './direction.ts'

/**
 * The nearest perturbation with a norm of at most `epsilon`, for each image of [batch, height, width, channels].
 * There is none for L1: Neural Structured Learning has no projection onto that ball either.
 */
export function projectToBall(norm: Exclude<Norm, 'l1'>, perturbation: tf.Tensor4D, epsilon: number): tf.Tensor4D {
  return tf.tidy(() => {
    if (norm === 'infinity') return tf.clipByValue(perturbation, -epsilon, epsilon)
    const squared = tf.maximum(tf.sum(tf.square(perturbation), imageAxes, true), 1e-12)
    return tf.mul(perturbation, tf.minimum(tf.mul(tf.rsqrt(squared), epsilon), 1))
  })
}

/**
 * A point drawn uniformly from the ball of `radius`, for each image; [batch, height, width, channels].
 * Infinity: uniform per element. L2 and L1: radius · z / (‖z‖ᵖ + E)^(1/p), with z normal and E exponential of mean 2, or
 * z Laplace and E exponential of mean 1 (Barthe et al. 2005, "A probabilistic approach to the geometry of the ℓₚⁿ-ball",
 * theorem 1).
 */
export function randomInBall(norm: Norm, radius: number, shape: readonly number[], noise: Noise): tf.Tensor4D {
  return tf.tidy(() => {
    const uniform = (stream: number): tf.Tensor4D => noise(shape, stream) as tf.Tensor4D
    const exponential = (stream: number, mean: number): tf.Tensor =>
      tf.mul(tf.log(tf.sub(1, noise([1, 1, 1], stream))), -mean)
    switch (norm) {
      case 'infinity':
        return tf.mul(tf.sub(tf.mul(uniform(0), 2), 1), radius)
      case 'l2': {
        const radial = tf.sqrt(tf.mul(tf.log(tf.sub(1, uniform(0))), -2))
        const z = tf.mul(radial, tf.cos(tf.mul(uniform(1), 2 * Math.PI)))
        const norm2 = tf.sum(tf.square(z), imageAxes, true)
        return tf.mul(tf.div(z, tf.sqrt(tf.add(norm2, exponential(2, 2)))), radius) as tf.Tensor4D
      }
      case 'l1': {
        const sign = tf.sign(tf.sub(uniform(1), 0.5))
        const z = tf.mul(tf.neg(tf.log(tf.sub(1, uniform(0)))), sign)
        const norm1 = tf.sum(tf.abs(z), imageAxes, true)
        return tf.mul(tf.div(z, tf.add(norm1, exponential(2, 1))), radius) as tf.Tensor4D
      }
    }
  })
}
