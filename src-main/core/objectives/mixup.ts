import * as tf from '@tensorflow/tfjs-core'
import { defineObjective } from '../methods.ts'
import { number } from '../params.ts'
import { betaDraw } from './beta-draw.ts'
import { costOfMixed, drawPartners, trainOnMixed } from './partners.ts'

/**
 * mixup: λ x + (1 − λ) x′ with the labels mixed alike, λ from Beta(α, α) once for the batch, x′ the batch permuted (Zhang
 * et al. 2018, section 2). As in the authors' code the losses on both labels are mixed, which for cross-entropy is the
 * same as mixed labels.
 */
export const mixup = defineObjective({
  id: 'mixup',
  title: 'mixup',
  source:
    'Zhang et al. 2018, https://arxiv.org/abs/1710.09412; code: https://github.com/facebookresearch/mixup-cifar10, train.py',
  params: {
    alpha: number({
      default: 1,
      min: 0.01,
      max: 100,
      help: 'Of the Beta distribution: small values mix little. The authors took 1 for CIFAR-10, 0.1 to 0.4 for ImageNet.',
    }),
  },
  step({ alpha }, context) {
    const { images, noise } = context
    const partners = drawPartners(context, 0)
    const share = betaDraw(noise, alpha, 1)
    const mixed = tf.add<tf.Tensor4D>(tf.mul(images, share), tf.mul(partners.images, tf.sub(1, share)))
    return trainOnMixed(context, mixed, partners, share)
  },
  cost: () => costOfMixed,
  trainingAttack: () => null,
})
