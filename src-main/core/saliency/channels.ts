import * as tf from '@tensorflow/tfjs-core'
import { choice } from '../params.ts'

/** How the values of a pixel's channels become one; the option texts are read in forms. */
const options = {
  max: 'Largest value',
  strongest: 'Value of the largest magnitude',
  mean: 'Mean',
  sum: 'Sum',
} as const

export type ChannelJoin = keyof typeof options

/** The parameter by which a method lets its channels be joined. */
export const channelsParam = <D extends ChannelJoin>(preset: D) =>
  choice<ChannelJoin>({
    default: preset,
    options,
    help: 'How the channels of a pixel become one value. The largest value is what Simonyan et al. and keras-vis take.',
  })

/** [batch, height, width, channels] → [batch, height, width]. */
export function joinChannels(join: ChannelJoin, values: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    switch (join) {
      case 'max':
        return tf.max(values, 3)
      case 'mean':
        return tf.mean(values, 3)
      case 'sum':
        return tf.sum(values, 3)
      case 'strongest': {
        const [most, least] = [tf.max(values, 3), tf.min(values, 3)]
        return tf.where(tf.greaterEqual(most, tf.neg(least)), most, least) as tf.Tensor3D
      }
    }
  })
}
