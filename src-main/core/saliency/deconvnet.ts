import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { deconvnetRules } from './activation-rules.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { failsSanityChecks } from './sanity-checks.ts'
import { keepSign, signParam } from './signs.ts'

/** The gradient with every activation's derivative replaced by a cut at zero; the rules are in `activation-rules.ts`. */
export const deconvnet = defineSaliency({
  id: 'deconvnet',
  title: 'Deconvnet',
  group: 'Gradients',
  source: 'Zeiler & Fergus 2013, section 2.1, https://arxiv.org/abs/1311.2901; `rectified` of keras-vis',
  caveat: failsSanityChecks,
  params: {
    sign: signParam('absolute'),
    channels: channelsParam('max'),
    rule: choice({
      default: 'all',
      options: { all: 'All of ReLU, ReLU6 and swish', 'relu-only': 'ReLU alone, as keras-vis' },
      help: 'Which activations let all that comes back above zero through. The paper knows ReLU alone.',
    }),
  },
  *explain({ sign, channels, rule }, { images, gradientOfScore }) {
    const deconvolved = yield* gradientOfScore(images, deconvnetRules[rule])
    return { maps: tf.tidy(() => joinChannels(channels, keepSign(sign, deconvolved))), figures: {} }
  },
})
