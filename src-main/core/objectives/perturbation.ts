import * as tf from '@tensorflow/tfjs-core'
import { imageAxes } from '../attacks/direction.ts'

/**
 * How far the adversarial images of a batch really are from the clean ones, both [batch, height, width, channels]:
 * `perturbation-linf`, the largest change of a value, in 255ths of the pixel range (k of k/255); `perturbation-l2`, the
 * Euclidean length of an image's change in pixels of [0, 1], averaged over the batch; `clipped-share`, the share of
 * adversarial values at the ends of the pixel range, where clipping cuts an attack off, or beyond where it does not clip.
 */
export function perturbationParts(clean: tf.Tensor4D, adversarial: tf.Tensor4D): Record<string, tf.Scalar> {
  const change = tf.sub(adversarial, clean)
  const isAtEnd = tf.logicalOr(tf.lessEqual(adversarial, 0), tf.greaterEqual(adversarial, 1))
  return {
    'perturbation-linf': tf.mul(tf.max(tf.abs(change)), 255),
    'perturbation-l2': tf.mean(tf.sqrt(tf.sum(tf.square(change), imageAxes))),
    'clipped-share': tf.mean(tf.cast(isAtEnd, 'float32')),
  }
}
