import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice, optionalNumber } from '../params.ts'
import { classActivationParams, finishMaps, noteLayer } from './class-activation.ts'
import { findLayer } from '../network/explainable-layers.ts'
import { scoresOfVariants } from './passes.ts'

/** tf-keras-vis adds it to what it divides by. */
const kerasEpsilon = 1e-7

/**
 * A layer's channels, each weighted by what the softmax probability of the image under it as a mask, resized (bilinear,
 * corners aligned) and scaled to [0, 1], is above that of a black image (equations 2 to 5; without the softmax over channels
 * of algorithm 1). The authors' code and tf-keras-vis take the probability itself. `channels` is tf-keras-vis's `max_N`,
 * Faster Score-CAM.
 */
export const scoreCam = defineSaliency({
  id: 'score-cam',
  title: 'Score-CAM',
  group: 'Perturbation',
  source: 'Wang et al. 2020, section 3, https://arxiv.org/abs/1910.01279',
  params: {
    ...classActivationParams,
    channels: optionalNumber({
      min: 1,
      max: 4096,
      step: 1,
      help: 'Only so many channels, those whose values differ most over the image (Faster Score-CAM). None: all; each is one pass forward.',
    }),
    weights: choice({
      default: 'increase',
      options: {
        increase: 'Increase over a black image, as in the paper',
        probability: 'Probability, as tf-keras-vis',
      },
      help: "What a channel is weighted by. The probability itself is what the authors' code takes: a model that ignores its images gets a map from it.",
    }),
  },
  *explain({ layer, channels, weights: kind, ...finish }, context) {
    const { images, network, atLayer } = context
    const [batch, height, width, colors] = images.shape
    const found = yield* atLayer(findLayer(network, layer).name)
    const activation = tf.tidy(() => mostVarying(found.activation, channels))
    tf.dispose(found)
    const [, rows, columns, count] = activation.shape
    const scores = yield* scoresOfVariants(
      context,
      count,
      (first, n) => {
        const maps = tf.slice(activation, [0, 0, 0, first], [batch, rows, columns, n])
        const resized = tf.image.resizeBilinear(maps, [height, width], true)
        const [least, most] = [tf.min(resized, [1, 2], true), tf.max(resized, [1, 2], true)]
        const masks = tf.div(tf.sub(resized, least), tf.add(tf.sub(most, least), kerasEpsilon))
        const byVariant = tf.expandDims(tf.transpose(masks, [0, 3, 1, 2]), 4)
        return tf.reshape(tf.mul(byVariant, tf.expandDims(images, 1)), [batch * n, height, width, colors])
      },
      'probability',
    )
    const black = yield* scoresOfVariants(context, 1, () => tf.zerosLike(images), 'probability')
    return tf.tidy(() => {
      const weights = kind === 'increase' ? tf.sub(scores, black) : scores
      const sums = tf.sum(tf.mul(activation, tf.reshape(weights, [batch, 1, 1, count])), 3) as tf.Tensor3D
      return finishMaps(sums, finish, context)
    })
  },
  note: noteLayer,
})

/** The channels of each image with the greatest deviation over its places; null: all, as they are. */
function mostVarying(activation: tf.Tensor4D, channels: number | null): tf.Tensor4D {
  const [batch, rows, columns, all] = activation.shape
  if (channels === null || channels >= all) return tf.clone(activation)
  const { variance } = tf.moments(activation, [1, 2])
  const { indices } = tf.topk(variance, channels)
  // Chosen by a product with ones and zeros: every image has channels of its own.
  const chosen = tf.cast(tf.oneHot(indices as tf.Tensor2D, all), 'float32') as tf.Tensor3D
  const flat = tf.reshape(activation, [batch, rows * columns, all])
  return tf.reshape(tf.matMul(flat, chosen, false, true), [batch, rows, columns, channels])
}
