import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { keepSign, signParam } from './signs.ts'

/** keras-vis adds it to what it divides by. */
const kerasEpsilon = 1e-7

/**
 * Vanilla gradient: how the logit changes with every pixel value. Signs and `form` are keras-vis 0.5's `grad_modifier`:
 * absolute, `relu` (positive), `negate` (negated), `invert` (inverse), `small_values` (inverse of the absolute value);
 * negative is `negate` cut off at zero.
 */
export const gradient = defineSaliency({
  id: 'gradient',
  title: 'Gradient',
  group: 'Gradients',
  source: 'Simonyan, Vedaldi & Zisserman 2013, section 3, https://arxiv.org/abs/1312.6034',
  params: {
    sign: signParam('absolute'),
    channels: channelsParam('max'),
    form: choice({
      default: 'value',
      options: { value: 'Value', inverse: 'Inverse, as keras-vis has it' },
      help: 'The inverse, 1 / (value + 1e-7), shows where the gradient is small: "invert" of keras-vis for the signed one, and for the absolute value "small_values".',
    }),
  },
  *explain({ sign, channels, form }, { images, gradientOfScore }) {
    const gradientOfImages = yield* gradientOfScore(images)
    const maps = tf.tidy(() => {
      if (form === 'value') return joinChannels(channels, keepSign(sign, gradientOfImages))
      // Turned before the sign is chosen, as keras-vis does: its absolute value is that of the inverse.
      const inverse = tf.div(1, tf.add(gradientOfImages, kerasEpsilon)) as tf.Tensor4D
      return joinChannels(channels, keepSign(sign, inverse))
    })
    return { maps, figures: {} }
  },
})
