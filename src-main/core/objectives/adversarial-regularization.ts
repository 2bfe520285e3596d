import type * as tf from '@tensorflow/tfjs-core'
import { checkNeighbor, findNeighbors, neighborParams } from '../attacks/neighbor.ts'
import { given, runNow } from '../computation.ts'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number } from '../params.ts'
import { attackPasses } from './attack-passes.ts'
import { classWeightsOf, sampleWeights } from './class-weights.ts'
import { trainOnCleanAndAttacked } from './clean-and-attacked.ts'
import { weighted } from './label-loss.ts'

/**
 * Label loss + `multiplier` × label loss on adversarial neighbours, the neighbours taken as constants.
 *
 * One pass over the clean images gives both the gradient of the weights and the one of the first attack step. Every
 * pass is in training mode and moves the batch-normalization statistics in turn: clean, further attack steps,
 * neighbours. Weight decay is not part of the loss that is attacked. Sample weights multiply each image's loss, in all
 * passes, before the mean over the batch; the feature mask multiplies each gradient before it becomes a direction.
 */
export const adversarialRegularization = defineObjective({
  id: 'adversarial-regularization',
  title: 'Adversarial regularization (NSL)',
  source:
    'Neural Structured Learning 1.4, keras/adversarial_regularization.py, https://github.com/tensorflow/neural-structured-learning',
  params: {
    multiplier: number({ default: 0.2, min: 0, max: 1000, help: 'Weight of the loss on the adversarial neighbors.' }),
    ...neighborParams,
    sampleWeights,
  },
  check: checkNeighbor,
  step({ multiplier, sampleWeights: _given, ...neighbor }, context) {
    const { images, labels, noise, featureMask: mask } = context
    return trainOnCleanAndAttacked(context, {
      weights: { clean: 1, attacked: multiplier },
      find(cleanGradient, statistics) {
        const passes = attackPasses(context, statistics, {
          mode: 'training',
          losses: (logits) => weighted(crossEntropy(logits, labels), context.sampleWeights),
          reduce: 'mean',
        })
        const gradient = (at: tf.Tensor4D) => given(passes.gradient(at))
        const source = { images, cleanGradient, gradient, noise, ...(mask && { mask }) }
        return { attacked: runNow(findNeighbors(neighbor, source)), statistics: passes.statistics }
      },
    })
  },
  cost({ iterations, randomInit }) {
    // The clean pass serves the first step of the attack, unless that starts elsewhere.
    const gradients = iterations + (randomInit ? 2 : 1)
    // The gradients of the weights on clean images wait for those on the neighbors.
    return { gradients, forwards: 0, heldPasses: 1, reachesImages: true, perWeight: 3 }
  },
  classWeights: ({ sampleWeights: kind }, counts) => classWeightsOf(kind, counts),
  trainingAttack({ multiplier: _multiplier, sampleWeights: _weights, featureMask, ...params }) {
    // Told where it masks alone, so that a condition stays the text that it was before there were masks.
    return { id: 'adversarial-neighbor', params: featureMask === 'none' ? params : { ...params, featureMask } }
  },
})
