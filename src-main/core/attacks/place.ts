import * as tf from '@tensorflow/tfjs-core'
import { projectToBall, type Radius } from './ball.ts'
import type { Norm } from './direction.ts'

/** Points [batch, height, width, channels] clipped to the L∞ ball around the images and to [0, 1]. */
export function clipToCube(points: tf.Tensor4D, images: tf.Tensor4D, epsilon: Radius): tf.Tensor4D {
  return tf.tidy(() =>
    tf.clipByValue(tf.minimum(tf.maximum(points, tf.sub(images, epsilon)), tf.add(images, epsilon)), 0, 1),
  )
}

/**
 * The images moved by a perturbation: projected into the ball, then clipped to [0, 1], which only brings the point
 * closer.
 */
export function placeInBall(norm: Norm, images: tf.Tensor4D, perturbation: tf.Tensor4D, epsilon: Radius): tf.Tensor4D {
  return tf.tidy(() => tf.clipByValue(tf.add<tf.Tensor4D>(images, projectToBall(norm, perturbation, epsilon)), 0, 1))
}
