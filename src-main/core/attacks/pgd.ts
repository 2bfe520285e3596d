import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { number, optionalNumber, toggle } from '../params.ts'
import { randomInBall } from './ball.ts'
import { steepestDirection } from './direction.ts'

/**
 * Projected gradient descent in the L∞ ball: start at a random point of the ball, then `steps` times move every pixel
 * by `stepSize` along the sign of the loss gradient, and clip back into the ball and into the valid pixel range.
 */
export const pgd = defineAttack({
  id: 'pgd',
  title: 'PGD (L∞)',
  source: 'Madry et al. 2018, section 2.1, https://arxiv.org/abs/1706.06083',
  params: {
    epsilon: number({ default: 8 / 255, min: 0, max: 1, unit: 'pixel value', help: 'Radius of the ball.' }),
    stepSize: optionalNumber({
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Length of one step; none means 2.5 × epsilon / steps.',
    }),
    steps: number({ default: 10, min: 1, max: 1000, step: 1, help: 'Gradient steps; one backward pass each.' }),
    randomStart: toggle({ default: true, help: 'Start at a random point of the ball; else at the image.' }),
  },
  *perturb({ epsilon, stepSize, steps, randomStart }, { images, gradientOfLoss, noise }) {
    const length = stepSize ?? (2.5 * epsilon) / steps
    const clip = (x: tf.Tensor4D): tf.Tensor4D =>
      tf.clipByValue(tf.minimum(tf.maximum(x, tf.sub(images, epsilon)), tf.add(images, epsilon)), 0, 1)

    const start = (): tf.Tensor4D =>
      randomStart ? tf.add(images, randomInBall('infinity', epsilon, images.shape.slice(1), noise)) : tf.clone(images)
    let attacked = tf.tidy(() => clip(start()))
    for (let step = 0; step < steps; step++) {
      const previous = attacked
      const gradient = yield* gradientOfLoss(previous)
      attacked = tf.tidy(() => {
        const direction = steepestDirection('infinity', gradient, { floor: 0 })
        return clip(tf.add(previous, tf.mul(direction, length)))
      })
      tf.dispose([previous, gradient])
    }
    return attacked
  },
})
