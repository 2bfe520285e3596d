import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'
import { philoxUniform } from './philox.ts'

/** Reads the seed, so this definition fits backends that compute at once; TensorFlow has a kernel of its own. */
export const uniformKernel: Kernel<{ seed: tf.Tensor1D }, { shape: readonly number[] }, [tf.Tensor]> = {
  name: 'AdversariumUniform',
  composed({ seed }, { shape }) {
    const [seed0 = 0, seed1 = 0] = seed.dataSync<'int32'>()
    const values = philoxUniform(seed0, seed1, tf.util.sizeFromShape([...shape]))
    return [tf.tensor(values, [...shape], 'float32')]
  },
}

export const uniformOperation: Operation = { kernels: [uniformKernel] }

/**
 * Uniform noise in [0, 1), a pure function of `seed` [2] int32: the only source of randomness inside a step.
 * Every backend draws the same numbers, bit for bit.
 */
export function uniform<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: tf.Tensor1D): tf.Tensor<R> {
  return runKernel(uniformKernel, { seed }, { shape })[0] as tf.Tensor<R>
}
