import * as tf from '@tensorflow/tfjs-core'
import { defineObjective } from '../methods.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { labelLoss } from './label-loss.ts'

/** Softmax cross-entropy from logits, averaged over the batch. */
export const crossEntropy = defineObjective({
  id: 'cross-entropy',
  title: 'Cross-entropy',
  source: 'Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2, https://www.deeplearningbook.org',
  params: {},
  step(_values, context) {
    const { images, labels, trainable, statistics } = context
    const { value, kept, gradients } = valueAndGradients(() => labelLoss(context, images, statistics), trainable)
    return {
      loss: value,
      parts: { 'label-loss': tf.clone(value) },
      gradients,
      statistics: kept.statistics,
      accuracy: accuracyOf(kept.logits, labels),
    }
  },
  cost: () => ({ gradients: 1, forwards: 0, heldPasses: 1, reachesImages: false, perWeight: 2 }),
  trainingAttack: () => null,
})
