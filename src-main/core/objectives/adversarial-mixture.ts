import * as tf from '@tensorflow/tfjs-core'
import { steepestDirection } from '../attacks/direction.ts'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number, toggle } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { passBoth, passesTogether } from './both-passes.ts'
import { perturbationParts } from './perturbation.ts'

/**
 * α · J(x) + (1 − α) · J(x + ε sign ∇ₓJ(x)): Goodfellow, Shlens & Szegedy 2015, section 6. Adversarial images are made
 * anew for every batch and taken as constants, with sign(0) = 0; the paper never clips them to the pixel range.
 *
 * The paper's networks have no batch normalization. Default is one step of its algorithm at the weights as they are: the
 * attack in training mode. ε = 0.25 is that of its MNIST experiments, where α = 0.5.
 */
export const adversarialMixture = defineObjective({
  id: 'adversarial-mixture',
  title: 'Adversarial mixture (Goodfellow)',
  source: 'Goodfellow, Shlens & Szegedy 2015, section 6, https://arxiv.org/abs/1412.6572',
  params: {
    alpha: number({ default: 0.5, min: 0, max: 1, help: 'Share of the loss on clean images.' }),
    epsilon: number({
      default: 0.25,
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Change of every pixel value. The paper’s 0.25 is for MNIST; natural images need far less.',
    }),
    clip: toggle({ default: false, help: 'Clip to the pixel range. The paper does not.' }),
    attackMode: attackMode({ default: 'training', help: 'The paper’s networks have no batch normalization.' }),
    passes: passesTogether,
  },
  step({ alpha, epsilon, clip, attackMode: mode, passes }, context) {
    const { images, labels, trainable } = context
    const attack = attackPasses(context, context.statistics, {
      mode,
      losses: (logits) => crossEntropy(logits, labels),
      reduce: 'sum',
    })
    const gradient = attack.gradient(images)
    const attacked = tf.tidy(() => {
      const moved = tf.add<tf.Tensor4D>(images, tf.mul(steepestDirection('infinity', gradient, { floor: 0 }), epsilon))
      return clip ? tf.clipByValue(moved, 0, 1) : moved
    })

    const { value, kept, gradients } = valueAndGradients(() => {
      const together = passes === 'together'
      const both = passBoth(context, attacked, attack.statistics, { together, trainable })
      const cleanLoss = tf.mean<tf.Scalar>(crossEntropy(both.clean, labels))
      const attackedLoss = tf.mean<tf.Scalar>(crossEntropy(both.attacked, labels))
      const value = tf.add<tf.Scalar>(tf.mul(cleanLoss, alpha), tf.mul(attackedLoss, 1 - alpha))
      return { value, kept: { ...both, cleanLoss, attackedLoss } }
    }, trainable)
    return {
      loss: value,
      parts: {
        'label-loss': kept.cleanLoss,
        'adversarial-loss': kept.attackedLoss,
        'adversarial-batch-accuracy': accuracyOf(kept.attacked, labels),
        ...perturbationParts(images, attacked),
      },
      gradients,
      statistics: kept.statistics,
      accuracy: accuracyOf(kept.clean, labels),
    }
  },
  cost: () => ({ gradients: 3, forwards: 0, heldPasses: 2, reachesImages: true, perWeight: 2 }),
  trainingAttack({ epsilon, clip }) {
    return { id: 'fgsm', params: { epsilon, clip } }
  },
})
