import * as tf from '@tensorflow/tfjs-core'
import { runKernel, type Kernel, type Operation } from './kernel.ts'

/** How the moving variance takes up a batch's: times n / (n − 1), as Keras 2 does, or as it is, as Keras 3 does. */
export type MovingVarianceRule = 'unbiased' | 'biased'

type Parameters = {
  x: tf.Tensor4D
  gamma: tf.Tensor
  beta: tf.Tensor
  movingMean: tf.Tensor
  movingVariance: tf.Tensor
}

/**
 * Outputs: y; new moving mean; new moving variance (`unbiased`); then three tensors for the gradient whose meaning
 * is the backend's own. In the composed definition: batch mean, biased batch variance, nothing.
 */
export const batchNormalizationTraining: Kernel<
  Parameters,
  { epsilon: number; momentum: number },
  [tf.Tensor4D, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
> = {
  name: 'AdversariumBatchNormalizationTraining',
  composed({ x, gamma, beta, movingMean, movingVariance }, { epsilon, momentum }) {
    const { mean, variance } = tf.moments(x, [0, 1, 2])
    const blend = (moving: tf.Tensor, batch: tf.Tensor, factor: number): tf.Tensor =>
      tf.add(tf.mul(moving, momentum), tf.mul(batch, (1 - momentum) * factor))
    return [
      tf.add(tf.mul(tf.sub(x, mean), tf.mul(gamma, inverseDeviation(variance, epsilon))), beta),
      blend(movingMean, mean, 1),
      blend(movingVariance, variance, besselFactor(sampleCount(x))),
      mean,
      variance,
      tf.zeros([0]),
    ]
  },
}

/** d loss / d x, gamma, beta in training mode. */
export const batchNormalizationGradient: Kernel<
  { dy: tf.Tensor4D; x: tf.Tensor4D; gamma: tf.Tensor; saved1: tf.Tensor; saved2: tf.Tensor; saved3: tf.Tensor },
  { epsilon: number },
  [tf.Tensor4D, tf.Tensor, tf.Tensor]
> = {
  name: 'AdversariumBatchNormalizationGradient',
  composed({ dy, x, gamma, saved1: mean, saved2: variance }, { epsilon }) {
    const inverse = inverseDeviation(variance, epsilon)
    const normalized = tf.mul(tf.sub(x, mean), inverse)
    const dBeta = tf.sum(dy, [0, 1, 2])
    const dGamma = tf.sum(tf.mul(dy, normalized), [0, 1, 2])
    const perSample = 1 / sampleCount(x)
    const centred = tf.sub(tf.sub(dy, tf.mul(dBeta, perSample)), tf.mul(normalized, tf.mul(dGamma, perSample)))
    return [tf.mul(centred, tf.mul(gamma, inverse)), dGamma, dBeta]
  },
}

export const batchNormalizationInference: Kernel<Parameters, { epsilon: number }, [tf.Tensor4D]> = {
  name: 'AdversariumBatchNormalizationInference',
  composed({ x, gamma, beta, movingMean, movingVariance }, { epsilon }) {
    return [tf.add(tf.mul(tf.sub(x, movingMean), tf.mul(gamma, inverseDeviation(movingVariance, epsilon))), beta)]
  },
}

export const batchNormalizationOperations: readonly Operation[] = [
  {
    kernels: [batchNormalizationTraining, batchNormalizationGradient],
    gradient: {
      kernel: batchNormalizationTraining,
      save: { inputs: ['x', 'gamma'], outputs: [3, 4, 5] },
      outputs: 6,
      backward(upstream, saved, { epsilon }) {
        const [dy] = upstream as [tf.Tensor4D]
        const [x, gamma, saved1, saved2, saved3] = saved as [tf.Tensor4D, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
        const [dx, dGamma, dBeta] = runKernel(
          batchNormalizationGradient,
          { dy, x, gamma, saved1, saved2, saved3 },
          { epsilon: epsilon as number },
        )
        return { x: () => dx, gamma: () => dGamma, beta: () => dBeta }
      },
    },
  },
  {
    kernels: [batchNormalizationInference],
    gradient: {
      kernel: batchNormalizationInference,
      save: { inputs: ['x', 'gamma', 'movingMean', 'movingVariance'] },
      outputs: 1,
      backward(upstream, saved, { epsilon }) {
        const [dy] = upstream as [tf.Tensor4D]
        const [x, gamma, mean, variance] = saved as [tf.Tensor4D, tf.Tensor, tf.Tensor, tf.Tensor]
        const inverse = (): tf.Tensor => inverseDeviation(variance, epsilon as number)
        return {
          x: () => tf.mul(dy, tf.mul(gamma, inverse())),
          gamma: () => tf.mul(tf.sum(tf.mul(dy, tf.sub(x, mean)), [0, 1, 2]), inverse()),
          beta: () => tf.sum(dy, [0, 1, 2]),
        }
      },
    },
  },
]

/**
 * Batch normalization in training mode: y = gamma · (x − batch mean) / √(batch variance + epsilon) + beta, the
 * variance biased. x and y [batch, height, width, channels], all else [channels].
 * `moving` are the new moving statistics: momentum · old + (1 − momentum) · batch. By the rule
 * `unbiased` (Keras 2's and that of TensorFlow's fused kernel) the batch variance counts n / (n − 1) times there,
 * n = batch · height · width; by `biased` (Keras 3's) it counts as it is.
 */
export function batchNormalization(
  inputs: Parameters,
  { epsilon, momentum, movingVariance }: { epsilon: number; momentum: number; movingVariance: MovingVarianceRule },
): { y: tf.Tensor4D; movingMean: tf.Tensor; movingVariance: tf.Tensor } {
  const [y, movingMean, corrected] = runKernel(batchNormalizationTraining, inputs, { epsilon, momentum })
  const n = sampleCount(inputs.x)
  if (movingVariance === 'unbiased' || n === 1) return { y, movingMean, movingVariance: corrected }
  const biased = tf.add(tf.mul(corrected, (n - 1) / n), tf.mul(inputs.movingVariance, momentum / n))
  return { y, movingMean, movingVariance: biased }
}

/** Batch normalization with given mean and variance, as at inference. Shapes as in `batchNormalization`. */
export function batchNormalizationWithStatistics(inputs: Parameters, epsilon: number): tf.Tensor4D {
  return runKernel(batchNormalizationInference, inputs, { epsilon })[0]
}

function inverseDeviation(variance: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.rsqrt(tf.add(variance, epsilon))
}

function sampleCount({ shape: [batch, height, width] }: tf.Tensor4D): number {
  return batch * height * width
}

/** n / (n − 1); 1 for a single sample, as TensorFlow has it. */
function besselFactor(n: number): number {
  return n / Math.max(1, n - 1)
}
