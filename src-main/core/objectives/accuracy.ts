import * as tf from '@tensorflow/tfjs-core'

/** Share of the images whose largest logit is their label's: `logits` [batch, classes], `labels` [batch] int32. */
export function accuracyOf(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'))
}
