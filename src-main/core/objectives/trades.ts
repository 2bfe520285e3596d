import * as tf from '@tensorflow/tfjs-core'
import { projectToBall, standardNormal } from '../attacks/ball.ts'
import { imageAxes } from '../attacks/direction.ts'
import { defineObjective, type ObjectiveContext } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { choice, number } from '../params.ts'
import { asConstants } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { passBoth } from './both-passes.ts'
import { klDivergence } from './divergence.ts'
import { backToBall, ballParams, checkBall, climb, startNearby, unitStep } from './inner-maximization.ts'
import { noiseFrom } from './noise-from.ts'
import { perturbationParts } from './perturbation.ts'
import { atPerturbedWeights, weightPerturbationParams } from './weight-perturbation.ts'

/** What the outer loss is made of, of one set of weights. */
interface TradesPass {
  readonly value: tf.Scalar
  readonly kept: {
    readonly logits: tf.Tensor2D
    readonly attackedLogits: tf.Tensor2D
    readonly labelLoss: tf.Scalar
    readonly divergence: tf.Scalar
    readonly statistics: readonly tf.Tensor[]
  }
}

/**
 * TRADES: cross-entropy of the clean images + `beta` × the mean over the batch of KL(softmax f(x) ‖ softmax f(x′)), where
 * x′ climbs the same divergence, summed, from x + 0.001 · N(0, 1) (Zhang et al. 2019, equation 5 and algorithm 1). Neither
 * side of the divergence is taken as a constant in the loss.
 *
 * Defaults are those of the authors' CIFAR-10 script, whose attack is in inference mode and whose loss passes the clean
 * images twice (f(x), f(x′), f(x)), so that the moving statistics take them up twice; the paper's formula passes them
 * once. With the L2 norm it steps by 2 ε / steps, whatever `stepSize` says, and clips before it projects; where a gradient
 * is 0 it steps by normal noise. f(x) is passed once for the whole attack, which is the same in inference mode. The script
 * of TRADES-AWP passes the adversarial images first; here they stay second, which only the moving statistics can tell.
 */
export const trades = defineObjective({
  id: 'trades',
  title: 'TRADES',
  source:
    'Zhang et al. 2019, https://arxiv.org/abs/1901.08573; code: https://github.com/yaodongyu/TRADES, trades.py and train_trades_cifar10.py; with weight perturbation: Wu, Xia & Wang 2020, https://arxiv.org/abs/2004.05884',
  params: {
    beta: number({ default: 6, min: 0, max: 1000, help: 'Weight of the divergence: 1 / λ in the paper.' }),
    ...ballParams({ epsilon: 0.031, stepSize: 0.007, steps: 10 }),
    attackMode: attackMode({ default: 'inference', help: 'The authors attack in inference mode.' }),
    passes: choice({
      default: 'clean-twice',
      options: {
        'clean-twice': 'Clean, adversarial, clean (authors’ code)',
        apart: 'Clean, adversarial (paper)',
        together: 'Both in one batch',
      },
      help: 'How the images go through the network for the loss: batch normalization and dropout see every pass.',
    }),
    ...weightPerturbationParams,
  },
  check: checkBall,
  step({ beta, norm, epsilon, stepSize, steps, attackMode: mode, passes, ...perturbation }, context) {
    const { images, labels, trainable } = context
    const { attacked, statistics } = maximize({ norm, epsilon, stepSize, steps, mode }, context)

    const { value, kept, gradients, decayed } = atPerturbedWeights(perturbation, trainable, (weights): TradesPass => {
      const { clean, ...both } = passBoth(context, attacked, statistics, {
        together: passes === 'together',
        trainable: weights,
      })
      const again =
        passes === 'clean-twice'
          ? context.forward(images, asConstants(both.statistics), { training: true, trainable: weights })
          : { logits: clean, statistics: both.statistics }
      const labelLoss = tf.mean<tf.Scalar>(crossEntropy(clean, labels))
      const divergence = tf.mean<tf.Scalar>(klDivergence(tf.logSoftmax(again.logits), tf.logSoftmax(both.attacked)))
      return {
        value: tf.add(labelLoss, tf.mul(divergence, beta)),
        kept: {
          ...{ logits: clean, attackedLogits: both.attacked, labelLoss, divergence },
          statistics: again.statistics,
        },
      }
    })
    return {
      loss: value,
      parts: {
        'label-loss': kept.labelLoss,
        divergence: kept.divergence,
        'adversarial-loss': tf.mean(crossEntropy(kept.attackedLogits, labels)),
        'adversarial-batch-accuracy': accuracyOf(kept.attackedLogits, labels),
        ...perturbationParts(images, attacked),
      },
      gradients,
      ...(decayed && { decayed }),
      statistics: kept.statistics,
      accuracy: accuracyOf(kept.logits, labels),
    }
  },
  cost({ steps, passes, weightPerturbation }) {
    const heldPasses = passes === 'clean-twice' ? 3 : 2
    const isPerturbed = weightPerturbation > 0
    return {
      gradients: steps + (isPerturbed ? 2 : 1) * heldPasses,
      ...{ forwards: 1, heldPasses, reachesImages: true, perWeight: isPerturbed ? 4 : 2 },
    }
  },
  trainingAttack({ norm, epsilon, stepSize, steps }) {
    if (norm === 'l2') return { id: 'pgd-l2', params: { epsilon, steps } }
    return { id: 'pgd', params: { epsilon, stepSize, steps } }
  },
})

interface Maximization {
  readonly norm: 'infinity' | 'l2'
  readonly epsilon: number
  readonly stepSize: number
  readonly steps: number
  readonly mode: 'training' | 'inference'
}

/** The inner maximisation: images that the network tells most from the clean ones, and the statistics after it. */
function maximize(
  { norm, epsilon, stepSize, steps, mode }: Maximization,
  context: ObjectiveContext,
): { readonly attacked: tf.Tensor4D; readonly statistics: readonly tf.Tensor[] } {
  const { images, noise } = context
  const [, ...shape] = images.shape
  const passes = attackPasses(context, context.statistics, {
    mode,
    losses: (logits) => klDivergence(clean, tf.logSoftmax(logits)),
    reduce: 'sum',
  })
  const clean = tf.logSoftmax(passes.logits(images))
  const climbed = { norm, steps, start: startNearby(context), gradient: passes.gradient }
  const attacked =
    norm === 'infinity'
      ? climb({ ...climbed, stepSize, place: backToBall({ norm, epsilon }, images) })
      : climb({
          ...climbed,
          stepSize: (2 * epsilon) / steps,
          place: (at) => tf.add(images, projectToBall('l2', tf.sub(tf.clipByValue(at, 0, 1), images), epsilon)),
          direction(gradient, step) {
            const isFlat = tf.equal(tf.max(tf.abs(gradient), imageAxes, true), 0)
            return tf.where(isFlat, standardNormal(shape, noiseFrom(noise, 2 * step + 2)), unitStep(norm, gradient))
          },
        })
  return { attacked, statistics: passes.statistics }
}
