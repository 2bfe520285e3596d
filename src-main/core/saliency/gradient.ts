import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { channelsParam, joinChannels } from './channels.ts'

/**
 * Vanilla gradient: how the logit changes with every pixel value. The signs are those of keras-vis 0.5's
 * `grad_modifier`: absolute, `relu` (positive), `negate` (negated); negative is `negate` cut off at zero.
 */
export const gradient = defineSaliency({
  id: 'gradient',
  title: 'Gradient',
  source: 'Simonyan, Vedaldi & Zisserman 2013, section 3, https://arxiv.org/abs/1312.6034',
  params: {
    sign: choice({
      default: 'absolute',
      options: {
        absolute: 'Absolute value',
        positive: 'Positive part',
        negative: 'Negative part',
        signed: 'Signed',
        negated: 'Negated',
      },
      help: 'What is kept of the gradient before the channels are joined. Positive: brightening the pixel speaks for the class; negative: against it.',
    }),
    channels: channelsParam('max'),
  },
  *explain({ sign, channels }, { images, gradientOfScore }) {
    const gradientOfImages = yield* gradientOfScore(images)
    return tf.tidy(() => joinChannels(channels, keepSign(sign, gradientOfImages)))
  },
})

type Sign = 'absolute' | 'positive' | 'negative' | 'signed' | 'negated'

function keepSign(sign: Sign, values: tf.Tensor4D): tf.Tensor4D {
  switch (sign) {
    case 'absolute':
      return tf.abs(values)
    case 'positive':
      return tf.maximum(values, 0)
    case 'negative':
      return tf.maximum(tf.neg(values), 0)
    case 'signed':
      return values
    case 'negated':
      return tf.neg(values)
  }
}
