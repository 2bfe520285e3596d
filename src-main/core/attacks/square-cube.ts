import * as tf from '@tensorflow/tfjs-core'
import type { Noise } from '../methods.ts'
import { clipToCube } from './place.ts'
import { placeOf, signOf, windowMask, type SquareMoves } from './square-search.ts'

/** In the L∞ ball: vertical stripes of ±epsilon, then squares of ±2 epsilon, a sign for each channel. */
export function squareMoves(epsilon: number, channels: number): SquareMoves {
  return {
    numbers: 2 + channels,
    window: { least: 1, isOdd: false },
    start(images: tf.Tensor4D, noise: Noise) {
      const [, , width] = images.shape
      const signs = tf.sub(tf.mul(tf.cast(tf.greaterEqual(noise([1, width, channels], 0), 0.5), 'float32'), 2), 1)
      return tf.clipByValue(tf.add<tf.Tensor4D>(images, tf.mul(signs, epsilon)), 0, 1)
    },
    propose(images, best, side, draws) {
      const [, height, width] = images.shape
      const corners = draws.map(([top = 0, left = 0]) => ({
        top: placeOf(top, height, side),
        left: placeOf(left, width, side),
      }))
      const steps = draws.flatMap((numbers) => [...numbers.subarray(2)].map((number) => 2 * epsilon * signOf(number)))
      const change = tf.mul(windowMask(images.shape, side, corners), tf.tensor4d(steps, [draws.length, 1, 1, channels]))
      return clipToCube(tf.add(best, change), images, epsilon)
    },
  }
}
