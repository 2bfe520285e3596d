import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { number, optionalNumber, toggle } from '../params.ts'
import { projectToBall, randomInBall } from './ball.ts'
import { steepestDirection } from './direction.ts'

/**
 * Projected gradient descent in the L2 ball: steps of `stepSize` along the normalised gradient, each time projected
 * into the ball, then clipped into the valid pixel range, which only brings the point closer.
 */
export const pgdL2 = defineAttack({
  id: 'pgd-l2',
  title: 'PGD (L2)',
  source: 'Madry et al. 2018, section 5, https://arxiv.org/abs/1706.06083',
  params: {
    epsilon: number({
      default: 0.5,
      min: 0,
      max: 1000,
      unit: 'pixels of [0, 1]',
      help: 'Radius of the ball: the Euclidean length of the change over all pixels and channels.',
    }),
    stepSize: optionalNumber({
      min: 0,
      max: 1000,
      unit: 'pixels of [0, 1]',
      help: 'Length of one step; none means 2.5 × epsilon / steps.',
    }),
    steps: number({ default: 10, min: 1, max: 1000, step: 1, help: 'Gradient steps; one backward pass each.' }),
    randomStart: toggle({ default: true, help: 'Start at a random point of the ball; else at the image.' }),
  },
  *perturb({ epsilon, stepSize, steps, randomStart }, { images, gradientOfLoss, noise }) {
    const length = stepSize ?? (2.5 * epsilon) / steps
    const place = (perturbation: tf.Tensor4D): tf.Tensor4D =>
      tf.clipByValue(tf.add(images, projectToBall('l2', perturbation, epsilon)), 0, 1)

    let attacked = tf.tidy(() =>
      randomStart ? place(randomInBall('l2', epsilon, images.shape.slice(1), noise)) : tf.clone(images),
    )
    for (let step = 0; step < steps; step++) {
      const previous = attacked
      const gradient = yield* gradientOfLoss(previous)
      attacked = tf.tidy(() => {
        const direction = steepestDirection('l2', gradient, { floor: 1e-12 })
        return place(tf.add(tf.sub(previous, images), tf.mul(direction, length)))
      })
      tf.dispose([previous, gradient])
    }
    return attacked
  },
})
