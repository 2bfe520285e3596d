import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { number, optionalNumber } from '../params.ts'
import { imageAxes } from './direction.ts'
import { clipToCube } from './place.ts'
import { radiusParam } from './radius-param.ts'

/**
 * Momentum iterative FGSM: PGD from the image along the sign of a running sum of gradients, each divided by its mean
 * magnitude (the paper's L1 norm but for a factor that changes no sign). What it finds transfers better to other models.
 */
export const miFgsm = defineAttack({
  id: 'mi-fgsm',
  title: 'Momentum PGD (MI-FGSM, L∞)',
  source: 'Dong et al. 2018, algorithm 1, https://arxiv.org/abs/1710.06081',
  params: {
    epsilon: radiusParam('infinity'),
    stepSize: optionalNumber({
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Length of one step; none means epsilon / steps, as in the paper.',
    }),
    steps: number({ default: 10, min: 1, max: 1000, step: 1, help: 'Gradient steps; one backward pass each.' }),
    decay: number({ default: 1, min: 0, max: 10, help: 'What is left of the sum at each step.' }),
  },
  bounds: ({ epsilon }) => ({ norm: 'infinity', radius: epsilon, inRange: true }),
  cost: ({ steps }) => ({ gradients: steps, forwards: 0 }),
  *perturb({ epsilon, stepSize, steps, decay }, { images, gradientOfLoss }) {
    const length = stepSize ?? epsilon / steps
    let attacked = tf.clone(images)
    let momentum = tf.zerosLike(images)
    for (let step = 0; step < steps; step++) {
      const [previous, remembered] = [attacked, momentum]
      const gradient = yield* gradientOfLoss(previous)
      momentum = tf.tidy(() => {
        const mean = tf.maximum(tf.mean(tf.abs(gradient), imageAxes, true), 1e-30)
        return tf.add(tf.mul(remembered, decay), tf.div(gradient, mean))
      })
      attacked = tf.tidy(() => clipToCube(tf.add(previous, tf.mul(tf.sign(momentum), length)), images, epsilon))
      tf.dispose([previous, remembered, gradient])
    }
    momentum.dispose()
    return attacked
  },
})
