import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

/**
 * Images as a step takes them: float32 values in [0, 1], or bytes 0 … 255, whose dtype is int32 for tfjs and uint8 for
 * TensorFlow.
 */
export type Images = tf.Tensor4D

export const bytesKernel: Kernel<
  Record<string, never>,
  { values: Uint8Array; shape: readonly number[] },
  [tf.Tensor]
> = {
  name: 'AdversariumBytes',
  composed: (_inputs, { values, shape }) => [tf.tensor(Int32Array.from(values), [...shape], 'int32')],
}

export const pixelsKernel: Kernel<{ bytes: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumPixels',
  composed: ({ bytes }) => [tf.div(tf.cast(bytes, 'float32'), 255)],
}

export const gatherImagesKernel: Kernel<{ set: tf.Tensor; indices: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumGatherImages',
  composed: ({ set, indices }) => [tf.gather(set, indices as tf.Tensor1D)],
}

export const pixelsOperations: readonly Operation[] = [
  { kernels: [bytesKernel] },
  { kernels: [pixelsKernel] },
  { kernels: [gatherImagesKernel] },
]

/**
 * Bytes [batch, height, width, channels] on the device, a quarter of what floats would take. The backend may go on using
 * the array for as long as the tensor lives: it must not be written before.
 */
export function bytesTensor(values: Uint8Array, shape: readonly [number, number, number, number]): Images {
  return runKernel(bytesKernel, {}, { values, shape })[0] as Images
}

/** Bytes or floats on the device, as `bytesTensor`; images that are there already are handed through. */
export function imagesTensor(
  values: Uint8Array | Float32Array | Images,
  shape: readonly [number, number, number, number],
): Images {
  if (values instanceof tf.Tensor) return values
  return values instanceof Uint8Array ? bytesTensor(values, shape) : tf.tensor4d(values, [...shape])
}

/** Bytes / 255 as float32, bit-equal to `readPixels`; images that are floats already are handed through. No gradient. */
export function toPixels(images: Images): tf.Tensor4D {
  return images.dtype === 'int32' ? (runKernel(pixelsKernel, { bytes: images }, {})[0] as tf.Tensor4D) : images
}

/** The images of a set of bytes [count, height, width, channels] with these indices [batch] int32. */
export function gatherImages(set: Images, indices: tf.Tensor1D): Images {
  return runKernel(gatherImagesKernel, { set, indices }, {})[0] as Images
}
