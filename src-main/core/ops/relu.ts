import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

type Forward = Kernel<{ x: tf.Tensor }, Record<string, never>, [tf.Tensor]>
type Backward = Kernel<{ dy: tf.Tensor; y: tf.Tensor }, Record<string, never>, [tf.Tensor]>

export const reluKernel: Forward = {
  name: 'AdversariumRelu',
  composed: ({ x }) => [tf.relu(x)],
}

/** From the output: dy where y > 0. */
export const reluGradient: Backward = {
  name: 'AdversariumReluGradient',
  composed: ({ dy, y }) => [tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'))],
}

export const relu6Kernel: Forward = {
  name: 'AdversariumRelu6',
  composed: ({ x }) => [tf.clipByValue(x, 0, 6)],
}

/** From the output: dy where 0 < y < 6, as TensorFlow's Relu6Grad. */
export const relu6Gradient: Backward = {
  name: 'AdversariumRelu6Gradient',
  composed: ({ dy, y }) => [tf.mul(dy, tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), 'float32'))],
}

export const reluOperations: readonly Operation[] = [
  operation(reluKernel, reluGradient),
  operation(relu6Kernel, relu6Gradient),
]

/** max(x, 0). Its gradient at exactly 0 is 0, and it needs the output only. */
export function relu<T extends tf.Tensor>(x: T): T {
  return runKernel(reluKernel, { x }, {})[0] as T
}

/** min(max(x, 0), 6). Its gradient at exactly 0 and at exactly 6 is 0, and it needs the output only. */
export function relu6<T extends tf.Tensor>(x: T): T {
  return runKernel(relu6Kernel, { x }, {})[0] as T
}

function operation(forward: Forward, backward: Backward): Operation {
  return {
    kernels: [forward, backward],
    gradient: {
      kernel: forward,
      save: { outputs: [0] },
      outputs: 1,
      backward(upstream, saved) {
        const [dy] = upstream as [tf.Tensor]
        const [y] = saved as [tf.Tensor]
        return { x: () => runKernel(backward, { dy, y }, {})[0] }
      },
    },
  }
}
