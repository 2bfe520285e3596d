import * as tf from '@tensorflow/tfjs-core'
import { checkNeighbor, findNeighbors, neighborParams } from '../attacks/neighbor.ts'
import { given, runNow } from '../computation.ts'
import { defineObjective } from '../methods.ts'
import { number } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { labelLoss } from './label-loss.ts'

/**
 * Label loss + `multiplier` × label loss on adversarial neighbours, the neighbours taken as constants.
 *
 * One pass over the clean images gives both the gradient of the weights and the one of the first attack step. Every
 * pass is in training mode and moves the batch-normalization statistics in turn: clean, further attack steps,
 * neighbours. Weight decay is not part of the loss that is attacked.
 */
export const adversarialRegularization = defineObjective({
  id: 'adversarial-regularization',
  title: 'Adversarial regularization (NSL)',
  source:
    'Neural Structured Learning 1.4, keras/adversarial_regularization.py, https://github.com/tensorflow/neural-structured-learning',
  params: {
    multiplier: number({ default: 0.2, min: 0, max: 1000, help: 'Weight of the loss on the adversarial neighbors.' }),
    ...neighborParams,
  },
  check: checkNeighbor,
  step({ multiplier, ...neighbor }, context) {
    const { images, trainable, noise } = context
    const clean = valueAndGradients(() => labelLoss(context, images, context.statistics), [images, ...trainable])
    const [cleanGradient, ...cleanGradients] = clean.gradients as [tf.Tensor4D, ...tf.Tensor[]]

    let { statistics } = clean.kept
    const gradient = (at: tf.Tensor4D): tf.Tensor4D => {
      const pass = valueAndGradients(() => labelLoss(context, at, statistics), [at])
      statistics = pass.kept.statistics
      return pass.gradients[0] as tf.Tensor4D
    }
    const neighbors = runNow(
      findNeighbors(neighbor, { images, cleanGradient, gradient: (at) => given(gradient(at)), noise }),
    )
    const adversarial = valueAndGradients(() => labelLoss(context, neighbors, statistics), trainable)

    return {
      loss: tf.add(clean.value, tf.mul(adversarial.value, multiplier)),
      parts: { 'label-loss': clean.value, 'adversarial-loss': adversarial.value },
      gradients: cleanGradients.map((first, i) =>
        tf.add(first, tf.mul(adversarial.gradients[i] as tf.Tensor, multiplier)),
      ),
      statistics: adversarial.kept.statistics,
      logits: clean.kept.logits,
    }
  },
  trainingAttack({ multiplier: _multiplier, ...params }) {
    return { id: 'adversarial-neighbor', params }
  },
})
