import * as tf from '@tensorflow/tfjs-core'
import type { Noise } from '../methods.ts'
import { imageAxes, type Norm } from './direction.ts'

/** A radius for all images, or one for each: [batch, 1, 1, 1]. */
export type Radius = number | tf.Tensor4D

/** The length of each perturbation [batch, height, width, channels] in a norm: [batch, 1, 1, 1]. */
export function lengthOf(norm: Norm, perturbation: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    switch (norm) {
      case 'infinity':
        return tf.max<tf.Tensor4D>(tf.abs(perturbation), imageAxes, true)
      case 'l2':
        return tf.sqrt(tf.sum<tf.Tensor4D>(tf.square(perturbation), imageAxes, true))
      case 'l1':
        return tf.sum<tf.Tensor4D>(tf.abs(perturbation), imageAxes, true)
    }
  })
}

/**
 * The nearest perturbation with a norm of at most `epsilon`, for each image of [batch, height, width, channels].
 * L1: every magnitude less the same threshold, as Duchi et al. 2008, "Efficient projections onto the ℓ1-ball for
 * learning in high dimensions", figure 1.
 */
export function projectToBall(norm: Norm, perturbation: tf.Tensor4D, epsilon: Radius): tf.Tensor4D {
  return tf.tidy(() => {
    switch (norm) {
      case 'infinity':
        return tf.maximum(tf.minimum(perturbation, epsilon), tf.neg(epsilon))
      case 'l2': {
        const squared = tf.maximum(tf.sum(tf.square(perturbation), imageAxes, true), 1e-12)
        return tf.mul(perturbation, tf.minimum(tf.mul(tf.rsqrt(squared), epsilon), 1))
      }
      case 'l1': {
        const magnitude = tf.abs(perturbation)
        const threshold = tf.maximum(thresholdOf(magnitude, epsilon), 0)
        return tf.mul(tf.sign(perturbation), tf.relu(tf.sub(magnitude, threshold)))
      }
    }
  })
}

/** max over k of (sum of the k largest − epsilon) / k, [batch, 1, 1, 1]: below 0 within the ball. */
function thresholdOf(magnitude: tf.Tensor4D, epsilon: Radius): tf.Tensor4D {
  const batch = magnitude.shape[0]
  const size = magnitude.size / batch
  const { values } = tf.topk(tf.reshape(magnitude, [batch, size]), size)
  const excess = tf.sub(tf.cumsum(values, 1), tf.reshape(epsilon, [-1, 1]))
  return tf.reshape(tf.max(tf.div(excess, tf.range(1, size + 1)), 1), [batch, 1, 1, 1])
}

/**
 * A point drawn uniformly from the ball of `radius`, for each image; [batch, height, width, channels].
 * Infinity: uniform per element. L2 and L1: radius · z / (‖z‖ᵖ + E)^(1/p), with z normal and E exponential of mean 2, or
 * z Laplace and E exponential of mean 1 (Barthe et al. 2005, "A probabilistic approach to the geometry of the ℓₚⁿ-ball",
 * theorem 1).
 */
export function randomInBall(norm: Norm, radius: Radius, shape: readonly number[], noise: Noise): tf.Tensor4D {
  return tf.tidy(() => {
    const uniform = (stream: number): tf.Tensor4D => noise(shape, stream) as tf.Tensor4D
    const exponential = (stream: number, mean: number): tf.Tensor =>
      tf.mul(tf.log(tf.sub(1, noise([1, 1, 1], stream))), -mean)
    switch (norm) {
      case 'infinity':
        return tf.mul(tf.sub(tf.mul(uniform(0), 2), 1), radius)
      case 'l2': {
        const z = standardNormal(shape, noise)
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

/** Standard normal noise [batch, ...shape], of streams 0 and 1, by the transformation of Box and Muller. */
export function standardNormal(shape: readonly number[], noise: Noise): tf.Tensor4D {
  return tf.tidy(() => {
    const radial = tf.sqrt(tf.mul(tf.log(tf.sub(1, noise(shape, 0))), -2))
    return tf.mul(radial, tf.cos(tf.mul(noise(shape, 1), 2 * Math.PI))) as tf.Tensor4D
  })
}

/** A random direction of length 1: uniform noise scaled to the surface of the L∞ ball, or normal noise to that of L2. */
export function randomDirection(norm: 'infinity' | 'l2', shape: readonly number[], noise: Noise): tf.Tensor4D {
  return tf.tidy(() => {
    const drawn = norm === 'l2' ? standardNormal(shape, noise) : (tf.sub(tf.mul(noise(shape, 0), 2), 1) as tf.Tensor4D)
    return tf.div(drawn, tf.add(lengthOf(norm, drawn), 1e-12))
  })
}
