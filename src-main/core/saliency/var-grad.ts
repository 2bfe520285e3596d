import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { noiseParams, noisyGradientMeans } from './noisy-gradients.ts'
import { repeatRows } from './passes.ts'

/**
 * The variance of the gradient over noisy copies of the image: the mean square of what it differs by from the gradient at
 * the image itself, less the square of the mean of that. Of the gradients themselves, which are far from zero, this
 * difference would be one of two large numbers, and mostly rounding.
 */
export const varGrad = defineSaliency({
  id: 'var-grad',
  title: 'VarGrad',
  group: 'Gradients',
  source: 'Adebayo et al. 2018, https://arxiv.org/abs/1810.03307; SmoothGrad of Smilkov et al. 2017',
  params: { ...noiseParams, channels: channelsParam('max') },
  *explain({ samples, noise, channels }, context) {
    const { images, gradientOfScore } = context
    const atImages = yield* gradientOfScore(images)
    const deviation = (gradient: tf.Tensor4D): tf.Tensor4D =>
      tf.sub(gradient, repeatRows(atImages, gradient.shape[0] / images.shape[0]))
    const terms = [deviation, (gradient: tf.Tensor4D): tf.Tensor4D => tf.square(deviation(gradient))]
    const means = yield* noisyGradientMeans(context, { samples, noise }, terms)
    const maps = tf.tidy(() => {
      const [mean, square] = means as [tf.Tensor4D, tf.Tensor4D]
      // Rounding alone can bring it below zero.
      return joinChannels(channels, tf.relu(tf.sub(square, tf.square(mean))))
    })
    return { maps, figures: {} }
  },
})
