import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { optionalNumber } from '../params.ts'
import { randomInBall, type Radius } from './ball.ts'
import { steepestDirection } from './direction.ts'
import { clipToCube } from './place.ts'
import { ascentParams, costOfAscent, projectedAscent, type Ascent } from './projected-ascent.ts'
import { radiusParam } from './radius-param.ts'

/**
 * Projected gradient descent in the L∞ ball: start at a random point of the ball, then `steps` times move every pixel
 * by `stepSize` along the sign of the loss gradient, and clip back into the ball and into the valid pixel range.
 */
export const pgd = defineAttack({
  id: 'pgd',
  title: 'PGD (L∞)',
  source: 'Madry et al. 2018, section 2.1, https://arxiv.org/abs/1706.06083',
  params: {
    epsilon: radiusParam('infinity'),
    stepSize: optionalNumber({
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Length of one step; none means 2.5 × epsilon / steps.',
    }),
    ...ascentParams,
  },
  bounds: ({ epsilon }) => ({ norm: 'infinity', radius: epsilon, inRange: true }),
  cost: costOfAscent,
  perturb({ epsilon, stepSize, ...values }, context) {
    return projectedAscent(values, ascendCube(epsilon, stepSize ?? (2.5 * epsilon) / values.steps), context)
  },
})

/** Signed steps of a length in the L∞ ball of a radius. */
export const ascendCube = (epsilon: Radius, length: Radius): Ascent => ({
  start: (images, noise) =>
    clipToCube(tf.add(images, randomInBall('infinity', epsilon, images.shape.slice(1), noise)), images, epsilon),
  step(images, attacked, gradient) {
    const direction = steepestDirection('infinity', gradient, { floor: 0 })
    return clipToCube(tf.add(attacked, tf.mul(direction, length)), images, epsilon)
  },
})
