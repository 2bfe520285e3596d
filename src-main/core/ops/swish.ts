import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

export const swishKernel: Kernel<{ x: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumSwish',
  composed: ({ x }) => [tf.mul(x, tf.sigmoid(x))],
}

/** From the input: dy · s · (1 + x · (1 − s)), s = sigmoid(x). */
export const swishGradient: Kernel<{ dy: tf.Tensor; x: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumSwishGradient',
  composed({ dy, x }) {
    const sigmoid = tf.sigmoid(x)
    return [tf.mul(dy, tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)))]
  },
}

export const swishOperation: Operation = {
  kernels: [swishKernel, swishGradient],
  gradient: {
    kernel: swishKernel,
    save: { inputs: ['x'] },
    outputs: 1,
    backward(upstream, saved) {
      const [dy] = upstream as [tf.Tensor]
      const [x] = saved as [tf.Tensor]
      return { x: () => runKernel(swishGradient, { dy, x }, {})[0] }
    },
  },
}

/**
 * x · sigmoid(x), Ramachandran et al. 2017, https://arxiv.org/abs/1710.05941. Its gradient computes the sigmoid anew:
 * one activation less in memory for every layer.
 */
export function swish<T extends tf.Tensor>(x: T): T {
  return runKernel(swishKernel, { x }, {})[0] as T
}
