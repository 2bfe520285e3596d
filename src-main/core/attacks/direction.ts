import * as tf from '@tensorflow/tfjs-core'

/** The norm in which a perturbation is measured, per image over all pixels and channels. */
export type Norm = 'infinity' | 'l2' | 'l1'

/** All axes of one image. */
export const imageAxes = [1, 2, 3]

/**
 * The unit vector of a norm along which the loss grows fastest, for each image of `gradient`
 * [batch, height, width, channels]. Elements that are not finite count as 0, and so does a gradient of 0.
 *
 * - `infinity`: the sign, with sign(0) = 0.
 * - `l2`: gradient / max(‖gradient‖₂, `floor`).
 * - `l1`: 1 at the elements of greatest magnitude, with their sign, ties split evenly.
 *
 * As in Neural Structured Learning 1.4, lib/utils.py `maximize_within_unit_norm`, where `floor` is 1e-6.
 */
export function steepestDirection(norm: Norm, gradient: tf.Tensor4D, { floor }: { floor: number }): tf.Tensor4D {
  return tf.tidy(() => {
    const finite = tf.where(tf.isFinite(gradient), gradient, tf.zerosLike(gradient))
    switch (norm) {
      case 'infinity':
        return tf.sign(finite)
      case 'l2': {
        const squared = tf.sum(tf.square(finite), imageAxes, true)
        return tf.mul(finite, tf.rsqrt(tf.maximum(squared, floor * floor)))
      }
      case 'l1': {
        const magnitude = tf.abs(finite)
        const isLargest = tf.cast(tf.equal(magnitude, tf.max(magnitude, imageAxes, true)), 'float32')
        return tf.div(tf.mul(isLargest, tf.sign(finite)), tf.sum(isLargest, imageAxes, true))
      }
    }
  })
}
