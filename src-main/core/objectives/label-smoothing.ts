import * as tf from '@tensorflow/tfjs-core'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'

/**
 * Cross-entropy with targets (1 − ε) · one-hot + ε / classes, averaged over the batch: Szegedy et al. 2016, section 7.
 * As in Keras and PyTorch the uniform part counts the true class too. The curve `label-loss` is that without smoothing.
 */
export const labelSmoothing = defineObjective({
  id: 'label-smoothing',
  title: 'Label smoothing',
  source: 'Szegedy et al. 2016, section 7, https://arxiv.org/abs/1512.00567',
  params: {
    smoothing: number({ default: 0.1, min: 0, max: 1, help: 'Share ε of the target that all classes have alike.' }),
  },
  step({ smoothing }, { images, labels, trainable, statistics, forward }) {
    const { value, kept, gradients } = valueAndGradients(() => {
      const { logits, statistics: after } = forward(images, statistics, { training: true })
      const labelLoss = tf.mean<tf.Scalar>(crossEntropy(logits, labels))
      const uniformLoss = tf.neg<tf.Scalar>(tf.mean(tf.logSoftmax(logits)))
      const value = tf.add<tf.Scalar>(tf.mul(labelLoss, 1 - smoothing), tf.mul(uniformLoss, smoothing))
      return { value, kept: { logits, labelLoss, statistics: after } }
    }, trainable)
    return {
      loss: value,
      parts: { 'label-loss': kept.labelLoss },
      gradients,
      statistics: kept.statistics,
      accuracy: accuracyOf(kept.logits, labels),
    }
  },
  cost: () => ({ gradients: 1, forwards: 0, heldPasses: 1, reachesImages: false, perWeight: 2 }),
  trainingAttack: () => null,
})
