import * as tf from '@tensorflow/tfjs-core'

/**
 * Mean over height and width: [batch, height, width, channels] → [batch, channels].
 * Its gradient spreads dy; that of `tf.mean` would build a host tensor of ones in the input's shape.
 */
export function globalAveragePooling(x: tf.Tensor4D): tf.Tensor2D {
  const [batch, height, width, channels] = x.shape
  const pool = tf.customGrad((input) => ({
    value: tf.mean(input as tf.Tensor, [1, 2]),
    gradFunc: (dy: tf.Tensor) => {
      const share = tf.reshape(tf.mul(dy, 1 / (height * width)), [batch, 1, 1, channels])
      return tf.tile(share, [1, height, width, 1])
    },
  }))
  return pool(x) as tf.Tensor2D
}
