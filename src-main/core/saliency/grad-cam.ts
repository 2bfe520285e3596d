import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { classActivationParams, explainLayer, noteLayer } from './class-activation.ts'
import { keepSign } from './signs.ts'

/** keras-vis adds it to what it divides by. */
const kerasEpsilon = 1e-7

/**
 * A layer's channels, each weighted by the mean of its gradient over all places, equations 1 and 2. `variant=keras-vis`
 * with `resize=cubic` is visualize_cam of keras-vis 0.5: it divides an image's gradients by the largest of them, which turns
 * the sign where all are below zero. `gradients` is its `grad_modifier`.
 */
export const gradCam = defineSaliency({
  id: 'grad-cam',
  title: 'Grad-CAM',
  group: 'Class activation',
  source: 'Selvaraju et al. 2017, section 3, https://arxiv.org/abs/1610.02391',
  params: {
    ...classActivationParams,
    variant: choice({
      default: 'paper',
      options: { paper: 'As in the paper, and tf-keras-vis', 'keras-vis': 'Scaled as in keras-vis' },
      help: 'How gradients become weights: keras-vis divides those of an image by their largest value first, also where that is below zero. Its own map is resized by a cubic spline.',
    }),
    gradients: choice({
      default: 'signed',
      options: { signed: 'As they are', absolute: 'Absolute values', rectified: 'Above zero', negated: 'Negated' },
      help: "What the channels' weights are means of. The paper takes the gradients as they are; the others are grad_modifier of keras-vis.",
    }),
  },
  explain({ variant, gradients, ...finish }, context) {
    return explainLayer(finish, context, ({ activation, gradient }) => {
      const modified = keepSign(gradients === 'rectified' ? 'positive' : gradients, gradient)
      const largest = tf.add(tf.max(modified, [1, 2, 3], true), kerasEpsilon)
      const weights = tf.mean(variant === 'paper' ? modified : tf.div(modified, largest), [1, 2], true)
      return tf.sum(tf.mul(activation, weights), 3)
    })
  },
  note: noteLayer,
})
