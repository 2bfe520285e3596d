import * as tf from '@tensorflow/tfjs-core'

/** A penalty on an image, and its gradient. */
export interface Penalty {
  readonly value: tf.Scalar
  readonly gradient: tf.Tensor4D
}

/** keras-vis adds weighted penalties to what it minimises, each divided by the number of the image's values. */
export interface PenaltyWeights {
  readonly norm: number
  readonly exponent: number
  readonly variation: number
}

/**
 * The penalties of keras-vis 0.5 on an image [1, height, width, channels], values in [0, 255]:
 * norm · (Σ |x|^p)^(1/p) / n, and variation · Σ ((x[i+1, j] − x[i, j])² + (x[i, j+1] − x[i, j])²) / n over all but the last
 * row and column (Mahendran & Vedaldi 2015, section 3.2, with β = 2), n the number of values.
 */
export function penaltyOf(image: tf.Tensor4D, { norm, exponent, variation }: PenaltyWeights): Penalty {
  // Divided by the largest value: high powers of 255 have no room in float32.
  const penalty = (x: tf.Tensor, largest: tf.Scalar): tf.Scalar => {
    const powers = tf.sum(tf.pow(tf.div(tf.abs(x), largest), exponent))
    const length = tf.mul(largest, tf.pow(powers, 1 / exponent))
    const total = tf.add(tf.mul(length, norm), tf.mul(totalVariation(x as tf.Tensor4D), variation))
    return tf.div(total, image.size)
  }
  return tf.tidy(() => {
    const largest = tf.add(tf.max(tf.abs(image)), 1e-7) as tf.Scalar
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => penalty(x, largest))(image)
    return { value: value as tf.Scalar, gradient: grad as tf.Tensor4D }
  })
}

function totalVariation(x: tf.Tensor4D): tf.Scalar {
  const [, height, width, channels] = x.shape
  const part = (top: number, left: number): tf.Tensor4D =>
    tf.slice(x, [0, top, left, 0], [1, height - 1, width - 1, channels])
  const here = part(0, 0)
  return tf.sum(tf.add(tf.square(tf.sub(part(1, 0), here)), tf.square(tf.sub(part(0, 1), here))))
}
