import * as tf from '@tensorflow/tfjs-core'

/**
 * Mean of the losses of a batch: [batch] → scalar. The same value as `tf.mean`, with a gradient that needs no host
 * tensor of ones.
 */
export function meanLoss(losses: tf.Tensor1D): tf.Scalar {
  const [batch] = losses.shape
  const mean = tf.customGrad((input) => ({
    value: tf.mean(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.tile(tf.reshape(tf.mul(dy, 1 / batch), [1]), [batch]),
  }))
  return mean(losses) as tf.Scalar
}
