import * as tf from '@tensorflow/tfjs-core'
import type { Padding } from '../network/network.ts'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

type Attributes = { strides: readonly number[]; padding: Padding; groups: number }

/**
 * x [batch, height, width, channels], kernel [height, width, channels, filters / groups]: filter j of group g is
 * kernel[…, the channels of g, j], as Keras Applications' ResNeXt stores it. Output [batch, height, width, filters].
 */
export const groupedConvolutionKernel: Kernel<{ x: tf.Tensor4D; kernel: tf.Tensor4D }, Attributes, [tf.Tensor4D]> = {
  name: 'AdversariumGroupedConvolution',
  composed: ({ x, kernel }, attributes) => [convolveGroups(x, kernel, attributes)],
}

export const groupedConvolutionInputGradient: Kernel<
  { dy: tf.Tensor4D; kernel: tf.Tensor4D },
  Attributes & { inputShape: readonly number[] },
  [tf.Tensor4D]
> = {
  name: 'AdversariumGroupedConvolutionInputGradient',
  composed: ({ dy, kernel }, attributes) => [inputGradientOfGroups(dy, kernel, attributes)],
}

export const groupedConvolutionKernelGradient: Kernel<
  { dy: tf.Tensor4D; x: tf.Tensor4D },
  Attributes & { kernelShape: readonly number[] },
  [tf.Tensor4D]
> = {
  name: 'AdversariumGroupedConvolutionKernelGradient',
  composed: ({ dy, x }, attributes) => [kernelGradientOfGroups(dy, x, attributes)],
}

export const groupedConvolutionOperation: Operation = {
  kernels: [groupedConvolutionKernel, groupedConvolutionInputGradient, groupedConvolutionKernelGradient],
  gradient: {
    kernel: groupedConvolutionKernel,
    save: { inputs: ['x', 'kernel'] },
    outputs: 1,
    backward(upstream, saved, attributes) {
      const [dy] = upstream as [tf.Tensor4D]
      const [x, kernel] = saved as [tf.Tensor4D, tf.Tensor4D]
      const given = attributes as Attributes
      return {
        x: () => runKernel(groupedConvolutionInputGradient, { dy, kernel }, { ...given, inputShape: x.shape })[0],
        kernel: () =>
          runKernel(groupedConvolutionKernelGradient, { dy, x }, { ...given, kernelShape: kernel.shape })[0],
      }
    },
  },
}

/**
 * Convolution in `groups`: channels and filters are cut into as many equal parts, and each part of the filters sees its
 * part of the channels alone (Xie et al. 2017, section 3.2). Shapes as in `groupedConvolutionKernel`.
 */
export function groupedConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, attributes: Attributes): tf.Tensor4D {
  return runKernel(groupedConvolutionKernel, { x, kernel }, attributes)[0]
}

/** One convolution for every part of the channels. */
export function convolveGroups(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, padding, groups }: Attributes,
): tf.Tensor4D {
  const kernels = tf.split<tf.Tensor4D>(kernel, groups, 2)
  const parts = tf.split<tf.Tensor4D>(x, groups, 3)
  return tf.concat(
    parts.map((part, group) => tf.conv2d(part, kernels[group] as tf.Tensor4D, pair(strides), padding)),
    3,
  )
}

/** d loss / d x of `convolveGroups`. */
export function inputGradientOfGroups(
  dy: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, padding, groups, inputShape }: Attributes & { inputShape: readonly number[] },
): tf.Tensor4D {
  const [batch, height, width, channels] = inputShape as [number, number, number, number]
  const kernels = tf.split<tf.Tensor4D>(kernel, groups, 2)
  const partShape: [number, number, number, number] = [batch, height, width, channels / groups]
  return tf.concat(
    tf
      .split<tf.Tensor4D>(dy, groups, 3)
      .map((part, group) => tf.conv2dTranspose(part, kernels[group] as tf.Tensor4D, partShape, pair(strides), padding)),
    3,
  )
}

/** d loss / d kernel of `convolveGroups`. */
export function kernelGradientOfGroups(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  { strides, padding, groups, kernelShape }: Attributes & { kernelShape: readonly number[] },
): tf.Tensor4D {
  const [height, width, channels, filters] = kernelShape as [number, number, number, number]
  const filterShape = [height, width, channels / groups, filters]
  const upstream = tf.split<tf.Tensor4D>(dy, groups, 3)
  // tfjs exports this operation as a kernel only.
  const attributes = { strides: pair(strides), pad: padding, dataFormat: 'NHWC', dimRoundingMode: null, filterShape }
  const gradients = tf
    .split<tf.Tensor4D>(x, groups, 3)
    .map((part, group) =>
      tf
        .engine()
        .runKernel<tf.Tensor4D>(
          tf.Conv2DBackpropFilter,
          { x: part, dy: upstream[group] as tf.Tensor4D },
          attributes as unknown as tf.NamedAttrMap,
        ),
    )
  return tf.concat(gradients, 2)
}

function pair(strides: readonly number[]): [number, number] {
  return [strides[0] ?? 1, strides[1] ?? 1]
}
