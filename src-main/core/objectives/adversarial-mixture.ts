import * as tf from '@tensorflow/tfjs-core'
import { steepestDirection } from '../attacks/direction.ts'
import { defineObjective, type ObjectiveContext, type ObjectiveResult } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number, toggle } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { passBoth, passesTogether } from './both-passes.ts'
import { trainOnCleanAndAttacked, type Found } from './clean-and-attacked.ts'
import { perturbationParts } from './perturbation.ts'

/**
 * α · J(x) + (1 − α) · J(x + ε sign ∇ₓJ(x)): Goodfellow, Shlens & Szegedy 2015, section 6. Adversarial images are made
 * anew for every batch and taken as constants, with sign(0) = 0; the paper never clips them to the pixel range.
 *
 * The paper's networks have no batch normalization. By default the attack is in training mode, so that one pass gives the
 * clean loss and the attack's gradient, as in the paper's formula. ε = 0.25 is that of its MNIST experiments, with α = 0.5.
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
    const { images, labels, statistics } = context
    const move = (gradient: tf.Tensor4D): tf.Tensor4D =>
      tf.tidy(() => {
        const direction = steepestDirection('infinity', gradient, { floor: 0 })
        const moved = tf.add<tf.Tensor4D>(images, tf.mul(direction, epsilon))
        return clip ? tf.clipByValue(moved, 0, 1) : moved
      })
    const attack = (): Found => {
      const losses = (logits: tf.Tensor2D): tf.Tensor1D => crossEntropy(logits, labels)
      const alone = attackPasses(context, statistics, { mode, losses, reduce: 'sum' })
      return { attacked: move(alone.gradient(images)), statistics: alone.statistics }
    }
    if (passes === 'together') return trainTogether(alpha, context, attack())
    return trainOnCleanAndAttacked(context, {
      weights: { clean: alpha, attacked: 1 - alpha },
      find: (cleanGradient, after) => ({
        attacked: mode === 'training' ? move(cleanGradient) : attack().attacked,
        statistics: after,
      }),
    })
  },
  cost({ attackMode: mode, passes }) {
    if (passes === 'together') return { gradients: 3, forwards: 0, heldPasses: 2, reachesImages: true, perWeight: 2 }
    // In training mode the clean pass serves the attack too.
    const gradients = mode === 'training' ? 2 : 3
    return { gradients, forwards: 0, heldPasses: 1, reachesImages: true, perWeight: 3 }
  },
  trainingAttack({ epsilon, clip }) {
    return { id: 'fgsm', params: { epsilon, clip } }
  },
})

/** Both losses of one batch of twice the size. */
function trainTogether(alpha: number, context: ObjectiveContext, { attacked, statistics }: Found): ObjectiveResult {
  const { images, labels, trainable } = context
  const { value, kept, gradients } = valueAndGradients(() => {
    const both = passBoth(context, attacked, statistics, { together: true, trainable })
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
}
