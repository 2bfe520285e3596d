import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { defineSaliency, type SaliencyContext } from '../methods.ts'
import { choice } from '../params.ts'
import { explainLayer, layerParams, noteLayer } from './class-activation.ts'

/**
 * A layer's channels, weighted by their positive gradients, each place by α of equation 19. For the score exp(logit) the
 * derivatives of every order are powers of the gradient, and α does not depend on that factor; its sum over all places is
 * scaled to 1, as in the authors' code and tf-keras-vis. `exponential` keeps the factor in the map, as these do.
 */
export const gradCamPlusPlus = defineSaliency({
  id: 'grad-cam-plus-plus',
  title: 'Grad-CAM++',
  group: 'Class activation',
  source: 'Chattopadhyay et al. 2018, section 3, https://arxiv.org/abs/1710.11063',
  evidence: 'positive',
  params: {
    ...layerParams,
    score: choice({
      default: 'logit',
      options: { logit: 'Logit', exponential: 'exp(logit), as in the paper and tf-keras-vis' },
      help: 'Whose gradient weighs the channels. The exponential changes the scale of a map alone, and overflows for logits above 88.',
    }),
  },
  *explain({ score, ...finish }, context) {
    const scale = score === 'exponential' ? yield* exponentialScores(context) : null
    return yield* explainLayer({ ...finish, side: 'positive' }, context, ({ activation, gradient }) => {
      const square = tf.square(gradient)
      const cube = tf.mul(square, gradient)
      const isZero = tf.cast(tf.equal(square, 0), 'float32')
      const total = tf.sum(activation, [1, 2], true)
      const alpha = tf.div(square, tf.add(tf.add(tf.mul(square, 2), tf.mul(cube, total)), isZero))
      const sum = tf.sum(alpha, [1, 2], true)
      const scaled = tf.div(alpha, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum))
      const weights = tf.sum(tf.mul(tf.relu(gradient), scaled), [1, 2], true)
      return tf.sum(tf.mul(activation, scale === null ? weights : tf.mul(weights, scale)), 3)
    })
  },
  note: noteLayer,
})

/** [batch, 1, 1, 1]. */
function* exponentialScores({ images, target, logits }: SaliencyContext): Computation<tf.Tensor4D> {
  const found = yield* logits(images)
  return tf.tidy(() => tf.reshape(tf.exp(tf.sum(tf.mul(found, target), 1)), [-1, 1, 1, 1]))
}
