import * as tf from '@tensorflow/tfjs-core'
import { defineAttack, type Noise } from '../methods.ts'
import { number, optionalNumber } from '../params.ts'
import { randomInBall } from './ball.ts'
import { placeInBall } from './place.ts'
import { ascentParams, costOfAscent, projectedAscent } from './projected-ascent.ts'

/**
 * Projected gradient descent in the L1 ball with sparse steps (SLIDE): the values with the largest gradients, `share` of
 * all, move by the same length along its sign; values that are at the end of the pixel range already are passed over.
 * Projected into the ball, then clipped into the pixel range, which only brings the point closer.
 */
export const pgdL1 = defineAttack({
  id: 'pgd-l1',
  title: 'PGD (L1)',
  source: 'Tramèr and Boneh 2019, section 4.1 (SLIDE), https://arxiv.org/abs/1904.13000',
  params: {
    epsilon: number({
      default: 12,
      min: 0,
      max: 100_000,
      unit: 'pixels of [0, 1]',
      help: 'Radius of the ball: the sum of the changes of all pixels and channels.',
    }),
    stepSize: optionalNumber({
      min: 0,
      max: 100_000,
      unit: 'pixels of [0, 1]',
      help: 'Length of one step in the same sum; none means 2.5 × epsilon / steps.',
    }),
    share: number({ default: 0.01, min: 0, max: 1, help: 'Share of the values that one step moves; one at least.' }),
    ...ascentParams,
  },
  bounds: ({ epsilon }) => ({ norm: 'l1', radius: epsilon, inRange: true }),
  cost: costOfAscent,
  perturb({ epsilon, stepSize, share, ...values }, context) {
    const length = stepSize ?? (2.5 * epsilon) / values.steps
    const ascent = {
      start: (images: tf.Tensor4D, noise: Noise) =>
        placeInBall('l1', images, randomInBall('l1', epsilon, images.shape.slice(1), noise), epsilon),
      step(images: tf.Tensor4D, attacked: tf.Tensor4D, gradient: tf.Tensor4D) {
        const step = tf.mul(sparseDirection(attacked, gradient, share), length)
        return placeInBall('l1', images, tf.add<tf.Tensor4D>(tf.sub(attacked, images), step), epsilon)
      },
    }
    return projectedAscent(values, ascent, context)
  },
})

/** ±1 / count at the `share` of values with the largest gradients that can still move, 0 elsewhere: of length 1 in L1. */
function sparseDirection(attacked: tf.Tensor4D, gradient: tf.Tensor4D, share: number): tf.Tensor4D {
  const batch = gradient.shape[0]
  const size = gradient.size / batch
  const sign = tf.sign(gradient)
  const ahead = tf.add(attacked, tf.mul(sign, 1e-6))
  const canMove = tf.logicalAnd(tf.greaterEqual(ahead, 0), tf.lessEqual(ahead, 1))
  const magnitude = tf.mul(tf.abs(gradient), tf.cast(canMove, 'float32'))
  const count = Math.max(1, Math.round(share * size))
  const { values } = tf.topk(tf.reshape(magnitude, [batch, size]), count)
  const least = tf.reshape(tf.min(values, 1), [batch, 1, 1, 1])
  const isMoved = tf.cast(tf.logicalAnd(tf.greaterEqual(magnitude, least), tf.greater(magnitude, 0)), 'float32')
  const moved = tf.maximum(tf.sum(isMoved, [1, 2, 3], true), 1)
  return tf.div(tf.mul(sign, isMoved), moved)
}
