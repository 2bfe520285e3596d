import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { guidedRules } from './activation-rules.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { failsSanityChecks } from './sanity-checks.ts'
import { keepSign, signParam } from './signs.ts'

/** The gradient with its negative parts cut off at every activation; the rules are in `activation-rules.ts`. */
export const guidedBackpropagation = defineSaliency({
  id: 'guided-backpropagation',
  title: 'Guided backpropagation',
  group: 'Gradients',
  source: 'Springenberg et al. 2014, section 3.4, https://arxiv.org/abs/1412.6806',
  caveat: failsSanityChecks,
  params: {
    sign: signParam('absolute'),
    channels: channelsParam('max'),
    rule: choice({
      default: 'derivative',
      options: {
        derivative: 'By the derivative of each activation',
        positive: 'Where the activation is above zero',
        'relu-only': 'ReLU alone, as keras-vis and tf-keras-vis',
      },
      help: 'How a gradient above zero goes back through an activation. For ReLU all are the same; the paper knows no other.',
    }),
  },
  *explain({ sign, channels, rule }, { images, gradientOfScore }) {
    const guided = yield* gradientOfScore(images, guidedRules[rule])
    return { maps: tf.tidy(() => joinChannels(channels, keepSign(sign, guided))), figures: {} }
  },
})
