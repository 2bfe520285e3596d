import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice } from '../params.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { noiseParams, noisyGradientMeans } from './noisy-gradients.ts'
import { keepSign } from './signs.ts'

/**
 * The mean gradient over noisy copies of the image. `sign` is applied to each gradient before the mean, as tf-keras-vis
 * does; the paper's own mean is `signed`, and `squared` is Hooker et al.'s (2019, https://arxiv.org/abs/1806.10758).
 */
export const smoothGrad = defineSaliency({
  id: 'smooth-grad',
  title: 'SmoothGrad',
  group: 'Gradients',
  source: 'Smilkov et al. 2017, section 3, https://arxiv.org/abs/1706.03825',
  params: {
    ...noiseParams,
    sign: choice({
      default: 'absolute',
      options: {
        absolute: 'Absolute value',
        signed: 'Signed',
        squared: 'Square',
        positive: 'Positive part',
        negative: 'Negative part',
      },
      help: 'What is kept of each gradient before their mean. tf-keras-vis takes absolute values, the paper signed ones.',
    }),
    channels: channelsParam('max'),
  },
  *explain({ samples, noise, sign, channels }, context) {
    const keep = (gradient: tf.Tensor4D): tf.Tensor4D =>
      sign === 'squared' ? tf.square(gradient) : keepSign(sign, gradient)
    const [mean] = yield* noisyGradientMeans(context, { samples, noise }, [keep])
    return { maps: joinChannels(channels, mean as tf.Tensor4D), figures: {} }
  },
})
