import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { noiseParams, noisyGradientMeans } from './noisy-gradients.ts'

/** The variance of the gradient over noisy copies of the image: the mean of its squares less the square of its mean. */
export const varGrad = defineSaliency({
  id: 'var-grad',
  title: 'VarGrad',
  group: 'Gradients',
  source: 'Adebayo et al. 2018, https://arxiv.org/abs/1810.03307; SmoothGrad of Smilkov et al. 2017',
  params: { ...noiseParams, channels: channelsParam('max') },
  *explain({ samples, noise, channels }, context) {
    const means = yield* noisyGradientMeans(context, { samples, noise }, [tf.clone, tf.square])
    const maps = tf.tidy(() => {
      const [mean, square] = means as [tf.Tensor4D, tf.Tensor4D]
      // Rounding alone can bring it below zero.
      return joinChannels(channels, tf.relu(tf.sub(square, tf.square(mean))))
    })
    return { maps, figures: {} }
  },
})
