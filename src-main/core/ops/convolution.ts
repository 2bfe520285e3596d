import * as tf from '@tensorflow/tfjs-core'
import type { Padding } from '../network/network.ts'

interface ConvolutionOptions {
  readonly strides: readonly [number, number]
  readonly padding: Padding
  readonly groups: number
}

/**
 * 2-D convolution, grouped where `groups` > 1: the channels are cut into as many equal parts, each convolved with its
 * own filters. x [batch, height, width, channels], kernel [height, width, channels / groups, filters].
 */
export function convolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, padding, groups }: ConvolutionOptions,
): tf.Tensor4D {
  const convolve = (part: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D =>
    tf.conv2d(part, filters, [...strides], padding)
  if (groups === 1) return convolve(x, kernel)
  const parts = tf.split<tf.Tensor4D>(x, groups, 3)
  const filters = tf.split<tf.Tensor4D>(kernel, groups, 3)
  return tf.concat(
    parts.map((part, group) => convolve(part, filters[group] as tf.Tensor4D)),
    3,
  )
}
