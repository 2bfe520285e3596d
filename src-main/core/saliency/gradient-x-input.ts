import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { channelsParam, joinChannels } from './channels.ts'

/** The gradient of the logit times the pixel value: what the pixel adds to the logit, to first order. */
export const gradientXInput = defineSaliency({
  id: 'gradient-x-input',
  title: 'Gradient × input',
  group: 'Gradients',
  source: 'Shrikumar et al. 2016, section 3, https://arxiv.org/abs/1605.01713',
  params: { channels: channelsParam('sum') },
  *explain({ channels }, { images, gradientOfScore }) {
    const gradient = yield* gradientOfScore(images)
    return { maps: tf.tidy(() => joinChannels(channels, tf.mul(gradient, images))), figures: {} }
  },
})
