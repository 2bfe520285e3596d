import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { choice, number, optionalNumber } from '../params.ts'
import { lengthOf, randomInBall, type Radius } from './ball.ts'
import { steepestDirection } from './direction.ts'
import { placeInBall } from './place.ts'
import { ascentParams, costOfAscent, projectedAscent, type Ascent } from './projected-ascent.ts'
import { radiusParam } from './radius-param.ts'

/**
 * Projected gradient descent in the L2 ball: steps of `stepSize` along the normalised gradient, each time projected
 * into the ball, then clipped into the valid pixel range, which only brings the point closer.
 */
export const pgdL2 = defineAttack({
  id: 'pgd-l2',
  title: 'PGD (L2)',
  source: 'Madry et al. 2018, section 5, https://arxiv.org/abs/1706.06083',
  params: {
    epsilon: radiusParam('l2'),
    stepSize: optionalNumber({
      min: 0,
      max: 1000,
      unit: 'pixels of [0, 1]',
      help: 'Length of one step; none means 2.5 × epsilon / steps.',
    }),
    normalization: choice({
      default: 'unit',
      options: { unit: 'Unit length', torchattacks: 'As torchattacks' },
      help: 'A step of the full length along any gradient, or as torchattacks 3.5: the gradient of the mean loss / (its length + 1e-10), which is shorter where a gradient is next to nothing.',
    }),
    meanOver: number({
      default: 100,
      min: 1,
      max: 65_536,
      step: 1,
      help: 'Images that the mean loss of torchattacks is taken over.',
    }),
    ...ascentParams,
  },
  bounds: ({ epsilon }) => ({ norm: 'l2', radius: epsilon, inRange: true }),
  cost: costOfAscent,
  perturb({ epsilon, stepSize, normalization, meanOver, ...values }, context) {
    const length = stepSize ?? (2.5 * epsilon) / values.steps
    return projectedAscent(values, ascendBall(epsilon, length, normalizations[normalization](meanOver)), context)
  },
})

const unitLength = (gradient: tf.Tensor4D): tf.Tensor4D => steepestDirection('l2', gradient, { floor: 1e-12 })

const normalizations = {
  unit: () => unitLength,
  torchattacks: (meanOver: number) => (gradient: tf.Tensor4D) => {
    const mean = tf.div<tf.Tensor4D>(gradient, meanOver)
    return tf.div<tf.Tensor4D>(mean, tf.add(lengthOf('l2', mean), 1e-10))
  },
}

/** Steps of a length along the gradient in the L2 ball of a radius. */
export const ascendBall = (epsilon: Radius, length: Radius, directionOf = unitLength): Ascent => ({
  start: (images, noise) =>
    placeInBall('l2', images, randomInBall('l2', epsilon, images.shape.slice(1), noise), epsilon),
  step(images, attacked, gradient) {
    const step = tf.mul(directionOf(gradient), length)
    return placeInBall('l2', images, tf.add<tf.Tensor4D>(tf.sub(attacked, images), step), epsilon)
  },
})
