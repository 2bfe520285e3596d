import * as tf from '@tensorflow/tfjs-core'
import { defineOptimizer } from '../methods.ts'
import { number } from '../params.ts'

/**
 * Adam in Keras's form, which adds epsilon to the uncorrected root: w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
 * That is the variant of the paper's last paragraph in section 2.
 */
export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  source: 'Kingma & Ba 2015, section 2, https://arxiv.org/abs/1412.6980',
  params: {
    learningRate: number({ default: 0.001, min: 0, max: 1000, help: 'Rate before schedule and warm-up.' }),
    beta1: number({ default: 0.9, min: 0, max: 0.999999, help: 'Decay of the mean of the gradients.' }),
    beta2: number({ default: 0.999, min: 0, max: 0.999999, help: 'Decay of the mean of their squares.' }),
    epsilon: number({ default: 1e-7, min: 1e-12, max: 1, help: 'Keeps the division from blowing up.' }),
  },
  learningRate: ({ learningRate }) => learningRate,
  slots: () => ['mean', 'square'],
  rule: ({ beta1, beta2, epsilon }, { rate, step }) => {
    const remaining = (beta: number): tf.Tensor => tf.sub(1, tf.pow(tf.scalar(beta), step))
    const corrected = tf.div(tf.mul(rate, tf.sqrt(remaining(beta2))), remaining(beta1))
    return ({ weight, gradient, slots }) => {
      const [mean, square] = slots as [tf.Tensor, tf.Tensor]
      const nextMean = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1))
      const nextSquare = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const move = tf.div(tf.mul(nextMean, corrected), tf.add(tf.sqrt(nextSquare), epsilon))
      return { weight: tf.sub(weight, move), slots: [nextMean, nextSquare] }
    }
  },
})
