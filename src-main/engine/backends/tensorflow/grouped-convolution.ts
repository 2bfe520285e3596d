import * as tf from '@tensorflow/tfjs-core'
import {
  convolveGroups,
  groupedConvolutionInputGradient,
  groupedConvolutionKernel,
  groupedConvolutionKernelGradient,
  inputGradientOfGroups,
  kernelGradientOfGroups,
} from '../../../core/ops/grouped-convolution.ts'
import { implement, type NativeKernel } from '../../../core/ops/kernel.ts'

/** Channels of a part below which a convolution is no faster for having fewer of them (measured, ResNeXt at 64 px). */
const fewestChannels = 16

/**
 * Grouped convolution on TensorFlow: groups of few channels are put together, several to one convolution whose kernel
 * is zero between them. TensorFlow's own grouped kernel has no gradients on the CPU without oneDNN, and with it its
 * forward pass takes up to a hundred times as long.
 */
export const groupedConvolutionKernels: readonly NativeKernel[] = [
  implement(groupedConvolutionKernel, ({ x, kernel }, attributes) => {
    const merged = mergedGroups(kernel.shape[2], attributes.groups)
    const groups = attributes.groups / merged
    return tf.tidy(() => [convolveGroups(x, joinGroups(kernel, merged, attributes.groups), { ...attributes, groups })])
  }),
  implement(groupedConvolutionInputGradient, ({ dy, kernel }, attributes) => {
    const merged = mergedGroups(kernel.shape[2], attributes.groups)
    const groups = attributes.groups / merged
    return tf.tidy(() => [
      inputGradientOfGroups(dy, joinGroups(kernel, merged, attributes.groups), { ...attributes, groups }),
    ])
  }),
  implement(groupedConvolutionKernelGradient, ({ dy, x }, attributes) => {
    const [height, width, channels, filters] = attributes.kernelShape as [number, number, number, number]
    const merged = mergedGroups(channels, attributes.groups)
    const joined = { groups: attributes.groups / merged, kernelShape: [height, width, channels, filters * merged] }
    return tf.tidy(() => {
      const gradient = kernelGradientOfGroups(dy, x, { ...attributes, ...joined })
      return [takeGroups(gradient, merged, attributes.groups)]
    })
  }),
]

/** How many groups one convolution computes. */
function mergedGroups(channels: number, groups: number): number {
  let merged = 1
  while ((channels / groups) * merged < fewestChannels && groups % (2 * merged) === 0) merged *= 2
  return merged
}

/** [height, width, channels, filters of a group] → the same for parts of `merged` groups, zero between the groups. */
function joinGroups(kernel: tf.Tensor4D, merged: number, groups: number): tf.Tensor4D {
  if (merged === 1) return kernel
  const [height, width, channels, filters] = kernel.shape
  const blocks = tf.reshape(kernel, [(height * width * groups) / merged, merged, channels / groups, 1, filters])
  return tf.reshape(tf.mul(blocks, ownGroup(merged)), [height, width, channels, merged * filters])
}

/** The other way: of a gradient by the joined kernel that by the kernel. */
function takeGroups(joined: tf.Tensor4D, merged: number, groups: number): tf.Tensor4D {
  if (merged === 1) return tf.clone(joined)
  const [height, width, channels, filters] = joined.shape
  const shape = [(height * width * groups) / merged, merged, channels / groups, merged, filters / merged]
  const own = tf.sum(tf.mul(tf.reshape(joined, shape), ownGroup(merged)), 3)
  return tf.reshape(own, [height, width, channels, filters / merged])
}

/** 1 where the group of a channel is that of a filter, else 0. */
function ownGroup(merged: number): tf.Tensor {
  return tf.reshape(tf.eye(merged), [merged, 1, merged, 1])
}
