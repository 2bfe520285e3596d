import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

export const biasAddKernel: Kernel<{ x: tf.Tensor; bias: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumBiasAdd',
  composed: ({ x, bias }) => [tf.add(x, bias)],
}

export const biasAddGradient: Kernel<{ dy: tf.Tensor }, Record<string, never>, [tf.Tensor]> = {
  name: 'AdversariumBiasAddGradient',
  composed: ({ dy }) => [
    tf.sum(
      dy,
      Array.from({ length: dy.rank - 1 }, (_, axis) => axis),
    ),
  ],
}

export const biasAddOperation: Operation = {
  kernels: [biasAddKernel, biasAddGradient],
  gradient: {
    kernel: biasAddKernel,
    save: {},
    outputs: 1,
    backward(upstream) {
      const [dy] = upstream as [tf.Tensor]
      return { x: () => tf.clone(dy), bias: () => runKernel(biasAddGradient, { dy }, {})[0] }
    },
  },
}

/** x + bias along the last axis; x [..., channels], bias [channels]. */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  return runKernel(biasAddKernel, { x, bias }, {})[0] as T
}
