import * as tf from '@tensorflow/tfjs-core'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { passBoth, passesTogether } from './both-passes.ts'
import { backToBall, ballParams, checkBall, climb, startNearby } from './inner-maximization.ts'
import { perturbationParts } from './perturbation.ts'

/**
 * MART: boosted cross-entropy of the adversarial images + `beta` × their divergence from the clean ones, weighted by how
 * unsure the network is of the clean image (Wang et al. 2020, equations 9 to 12). With q = softmax f(x), p = softmax f(x′):
 *
 * - BCE = −log p_y − log(1.0001 − max over k ≠ y of p_k + 1e-12), mean over the batch;
 * - Σ q (log q − log(p + 1e-12)) · (1.0000001 − q_y), mean over the batch.
 *
 * The small terms are the authors' code's, the paper has none. x′ climbs the cross-entropy, from x + 0.001 · N(0, 1), in
 * inference mode; nothing in the loss is taken as a constant. Defaults: the function `mart_loss` (its script: beta 5), which
 * knows L∞ alone.
 */
export const mart = defineObjective({
  id: 'mart',
  title: 'MART',
  source:
    'Wang et al. 2020, https://openreview.net/forum?id=rklOg6EFwS; code: https://github.com/YisenWang/MART, mart.py',
  params: {
    beta: number({ default: 6, min: 0, max: 1000, help: 'Weight of the divergence: λ in the paper.' }),
    ...ballParams({ epsilon: 0.031, stepSize: 0.007, steps: 10 }),
    attackMode: attackMode({ default: 'inference', help: 'The authors attack in inference mode.' }),
    passes: passesTogether,
  },
  check: checkBall,
  step({ beta, norm, epsilon, stepSize, steps, attackMode: mode, passes }, context) {
    const { images, labels, trainable } = context
    const attack = attackPasses(context, context.statistics, {
      mode,
      losses: (logits) => crossEntropy(logits, labels),
      reduce: 'mean',
    })
    const attacked = climb({
      ...{ norm, stepSize, steps },
      start: startNearby(context),
      place: backToBall({ norm, epsilon }, images),
      gradient: attack.gradient,
    })

    const { value, kept, gradients } = valueAndGradients(() => {
      const together = passes === 'together'
      const both = passBoth(context, attacked, attack.statistics, { together, trainable })
      const terms = martTerms(both.clean, both.attacked, labels)
      const value = tf.add(tf.add(terms.adversarialLoss, terms.marginLoss), tf.mul(terms.divergence, beta))
      return { value: value as tf.Scalar, kept: { ...both, ...terms } }
    }, trainable)
    return {
      loss: value,
      parts: {
        'label-loss': tf.mean(crossEntropy(kept.clean, labels)),
        'adversarial-loss': kept.adversarialLoss,
        'margin-loss': kept.marginLoss,
        divergence: kept.divergence,
        'adversarial-batch-accuracy': accuracyOf(kept.attacked, labels),
        ...perturbationParts(images, attacked),
      },
      gradients,
      statistics: kept.statistics,
      accuracy: accuracyOf(kept.clean, labels),
    }
  },
  cost: ({ steps }) => ({ gradients: steps + 2, forwards: 0, heldPasses: 2, reachesImages: true, perWeight: 2 }),
  trainingAttack({ norm, epsilon, stepSize, steps }) {
    return { id: norm === 'l2' ? 'pgd-l2' : 'pgd', params: { epsilon, stepSize, steps } }
  },
})

/** The three terms of the loss, each a mean over the batch, of logits [batch, classes]. */
function martTerms(
  clean: tf.Tensor2D,
  attacked: tf.Tensor2D,
  labels: tf.Tensor1D,
): Record<'adversarialLoss' | 'marginLoss' | 'divergence', tf.Scalar> {
  const isLabel = tf.oneHot(labels, clean.shape[1])
  const logQ = tf.logSoftmax(clean)
  const q = tf.exp(logQ)
  const p = tf.exp(tf.logSoftmax(attacked))
  const largestOther = tf.max(tf.mul(p, tf.sub(1, isLabel)), 1)
  const ofLabel = tf.sum(tf.mul(q, isLabel), 1)
  const divergence = tf.sum(tf.mul(q, tf.sub(logQ, tf.log(tf.add(p, 1e-12)))), 1)
  return {
    adversarialLoss: tf.mean(crossEntropy(attacked, labels)),
    marginLoss: tf.neg(tf.mean(tf.log(tf.add(tf.sub(1.0001, largestOther), 1e-12)))),
    divergence: tf.mean(tf.mul(divergence, tf.sub(1.0000001, ofLabel))),
  }
}
