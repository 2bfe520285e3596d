import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { number, toggle } from '../params.ts'
import { steepestDirection } from './direction.ts'

/** Fast gradient sign method: one step of `epsilon` along the sign of the loss gradient, with sign(0) = 0. */
export const fgsm = defineAttack({
  id: 'fgsm',
  title: 'FGSM (L∞)',
  source: 'Goodfellow et al. 2015, section 4, https://arxiv.org/abs/1412.6572',
  params: {
    epsilon: number({ default: 8 / 255, min: 0, max: 1, unit: 'pixel value', help: 'Change of every pixel value.' }),
    clip: toggle({ default: true, help: 'Clip to the pixel range. The paper does not.' }),
  },
  bounds: ({ epsilon, clip }) => ({ norm: 'infinity', radius: epsilon, inRange: clip }),
  cost: () => ({ gradients: 1, forwards: 0 }),
  *perturb({ epsilon, clip }, { images, gradientOfLoss }) {
    const gradient = yield* gradientOfLoss(images)
    return tf.tidy(() => {
      const direction = steepestDirection('infinity', gradient, { floor: 0 })
      const moved = tf.add<tf.Tensor4D>(images, tf.mul(direction, epsilon))
      return clip ? tf.clipByValue(moved, 0, 1) : moved
    })
  },
})
