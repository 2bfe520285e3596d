import * as tf from '@tensorflow/tfjs-core'
import { checkNeighbor, findNeighbors, neighborParams } from '../attacks/neighbor.ts'
import { defineObjective, type ForwardResult } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { meanLoss } from '../ops/mean-loss.ts'
import { number } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'

/**
 * Adversarial regularization of Neural Structured Learning: L(x) + multiplier · L(x_adv), L the mean cross-entropy and
 * x_adv found by steps along the gradient of L, itself held constant. One forward pass gives both the clean gradient of
 * the weights and the first step. Every pass runs in training mode and updates the moving statistics, one after another:
 * `iterations` + 1 updates, one more with a random start (keras/adversarial_regularization.py).
 */
export const adversarialRegularization = defineObjective({
  id: 'adversarial-regularization',
  title: 'Adversarial regularization (NSL)',
  source:
    'Neural Structured Learning 1.4, keras/adversarial_regularization.py, https://github.com/tensorflow/neural-structured-learning',
  params: {
    multiplier: number({
      default: 0.2,
      min: 0,
      max: 1000,
      help: 'Weight of the adversarial loss beside the clean one.',
    }),
    ...neighborParams,
  },
  check: checkNeighbor,
  trainingAttack: ({ multiplier: _, ...neighbor }) => ({ id: 'adversarial-neighbor', params: { ...neighbor } }),
  step({ multiplier, ...neighbor }, { images, labels, trainable, statistics, noise, forward }) {
    let moving = statistics
    const pass = (at: tf.Tensor4D, variables: readonly tf.Tensor[]) => {
      const before = moving
      const result = valueAndGradients(() => {
        const { logits, statistics: after } = forward(at, before, { training: true }) satisfies ForwardResult
        return { value: meanLoss(crossEntropy(logits, labels)), kept: { logits, statistics: after } }
      }, variables)
      moving = result.kept.statistics
      return result
    }

    const clean = pass(images, [images, ...trainable])
    const [cleanGradient, ...cleanGradients] = clean.gradients as [tf.Tensor4D, ...tf.Tensor[]]
    const neighbors = findNeighbors(neighbor, {
      images,
      cleanGradient,
      noise,
      gradient: (at) => pass(at, [at]).gradients[0] as tf.Tensor4D,
    })
    const adversarial = pass(neighbors, trainable)
    return {
      loss: tf.add(clean.value, tf.mul(adversarial.value, multiplier)),
      parts: { 'label-loss': clean.value, 'adversarial-loss': adversarial.value },
      gradients: cleanGradients.map((gradient, i) =>
        tf.add(gradient, tf.mul(adversarial.gradients[i] as tf.Tensor, multiplier)),
      ),
      statistics: moving,
      logits: clean.kept.logits,
    }
  },
})
