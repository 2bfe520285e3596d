import * as tf from '@tensorflow/tfjs-core'
import type { Padding } from '../network/network.ts'
import { groupedConvolution } from './grouped-convolution.ts'

interface ConvolutionOptions {
  readonly strides: readonly [number, number]
  readonly padding: Padding
  readonly groups: number
}

/**
 * 2-D convolution. x [batch, height, width, channels]; kernel [height, width, channels, filters], of several groups
 * [height, width, channels, filters / groups] as `groupedConvolution` has it.
 */
export function convolution(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, padding, groups }: ConvolutionOptions,
): tf.Tensor4D {
  if (groups > 1) return groupedConvolution(x, kernel, { strides, padding, groups })
  return tf.conv2d(x, kernel, [...strides], padding)
}
