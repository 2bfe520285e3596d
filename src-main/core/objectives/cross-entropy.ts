import { defineObjective } from '../methods.ts'
import { crossEntropy as crossEntropyOf } from '../ops/cross-entropy.ts'
import { meanLoss } from '../ops/mean-loss.ts'
import { valueAndGradients } from '../training/gradients.ts'

/** Mean softmax cross-entropy of the clean images, from logits. */
export const crossEntropy = defineObjective({
  id: 'cross-entropy',
  title: 'Cross-entropy',
  source: 'Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.2.2, https://www.deeplearningbook.org',
  params: {},
  trainingAttack: () => null,
  step(_values, { images, labels, trainable, statistics, forward }) {
    const { value, kept, gradients } = valueAndGradients(() => {
      const result = forward(images, statistics, { training: true })
      return { value: meanLoss(crossEntropyOf(result.logits, labels)), kept: { ...result } }
    }, trainable)
    return { loss: value, parts: {}, gradients, statistics: kept.statistics, logits: kept.logits }
  },
})
