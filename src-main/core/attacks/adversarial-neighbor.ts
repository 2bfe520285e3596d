import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { defineAttack } from '../methods.ts'
import { number } from '../params.ts'
import { checkNeighbor, findNeighbors, neighborParams } from './neighbor.ts'

/**
 * The perturbation of Neural Structured Learning's adversarial regularization as an attack on a finished model, in
 * inference mode, as NSL's `perturb_on_batch`.
 */
export const adversarialNeighbor = defineAttack({
  id: 'adversarial-neighbor',
  title: 'Adversarial neighbor (NSL)',
  source:
    'Neural Structured Learning 1.4, lib/adversarial_neighbor.py, https://github.com/tensorflow/neural-structured-learning',
  params: {
    ...neighborParams,
    meanOver: number({
      default: 32,
      min: 1,
      max: 65_536,
      step: 1,
      help: "Images that NSL's loss is averaged over. An L2 step is shorter where a gradient's norm is below 1e-6 times this.",
    }),
  },
  check: checkNeighbor,
  bounds({ stepSize, gradientNorm, iterations, epsilon, randomInit, clipToRange }) {
    const steps = (iterations + (randomInit ? 1 : 0)) * stepSize
    return { norm: gradientNorm, radius: epsilon ?? steps, inRange: clipToRange }
  },
  cost: ({ iterations }) => ({ gradients: iterations, forwards: 0 }),
  perturb({ meanOver, ...values }, { images, gradientOfLoss, noise }) {
    const gradient = function* (at: tf.Tensor4D): Computation<tf.Tensor4D> {
      const summed = yield* gradientOfLoss(at)
      const mean = tf.div<tf.Tensor4D>(summed, meanOver)
      summed.dispose()
      return mean
    }
    return findNeighbors(values, { images, gradient, noise })
  },
})
