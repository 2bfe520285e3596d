import * as tf from '@tensorflow/tfjs-core'

/**
 * Kullback–Leibler divergence of each image in nats, [batch]: Σ p (log p − log q), both given as log-probabilities
 * [batch, classes]. Gradients flow into both.
 */
export function klDivergence(logP: tf.Tensor2D, logQ: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logQ)), 1)
}
