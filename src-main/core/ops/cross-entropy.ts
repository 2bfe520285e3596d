import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

/** Outputs: losses [batch]; d losses / d logits [batch, classes] = softmax − one-hot. */
export const crossEntropyKernel: Kernel<
  { logits: tf.Tensor2D; labels: tf.Tensor1D },
  Record<string, never>,
  [tf.Tensor1D, tf.Tensor2D]
> = {
  name: 'AdversariumCrossEntropy',
  composed({ logits, labels }) {
    const oneHot = tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D
    const shifted = tf.sub(logits, tf.max(logits, 1, true))
    const logSumExp = tf.log(tf.sum(tf.exp(shifted), 1, true))
    const logProbabilities = tf.sub(shifted, logSumExp)
    return [
      tf.neg(tf.sum(tf.mul(logProbabilities, oneHot), 1)) as tf.Tensor1D,
      tf.sub(tf.exp(logProbabilities), oneHot),
    ]
  },
}

export const crossEntropyOperation: Operation = {
  kernels: [crossEntropyKernel],
  gradient: {
    kernel: crossEntropyKernel,
    save: { outputs: [1] },
    outputs: 2,
    backward(upstream, saved) {
      const [dLosses] = upstream as [tf.Tensor1D]
      const [derivative] = saved as [tf.Tensor2D]
      return { logits: () => tf.mul(derivative, tf.expandDims(dLosses, 1)) }
    },
  },
}

/**
 * Softmax cross-entropy of each image, from logits, in nats.
 * `logits` [batch, classes], `labels` [batch] int32 in [0, classes); result [batch].
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return runKernel(crossEntropyKernel, { logits, labels }, {})[0]
}
