import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../contract/wire.ts'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'

/**
 * Logistic regression against the worst perturbation that the L∞ ball holds, in closed form: the mean over the batch of
 * softplus(ε‖w‖₁ − y(w·x + b)) with y = ±1, w = w₁ − w₀, b = b₁ − b₀ (Goodfellow, Shlens & Szegedy 2015, section 5). For a
 * linear model it is the loss at x − εy·sign(w), where FGSM without clipping moves the image; so it equals
 * `adversarial-mixture:alpha=0`, value and gradient. The pixel range has no part in it.
 *
 * Throws `invalid-input` where the weights that are trained are not those of one linear layer with two classes.
 */
export const worstCaseLinear = defineObjective({
  id: 'worst-case-linear',
  title: 'Exact worst case (linear)',
  source: 'Goodfellow, Shlens & Szegedy 2015, section 5, https://arxiv.org/abs/1412.6572',
  params: {
    epsilon: number({
      default: 0.25,
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Radius of the L∞ ball. For the architecture logistic-regression and two classes.',
    }),
  },
  requires(_values, { weights }) {
    if (!isLinearOfTwo(weights)) throw linearOnly()
  },
  step({ epsilon }, { images, labels, trainable, statistics, forward }) {
    if (!isLinearOfTwo(trainable)) throw linearOnly()
    const { value, kept, gradients } = valueAndGradients(() => {
      const { logits } = forward(images, statistics, { training: true })
      const difference = tf.matMul(trainable[0] as tf.Tensor2D, tf.tensor2d([-1, 1], [2, 1]))
      // Not `abs`, whose gradient at 0 is −1: weights that no image moves would leave their 0.
      const reach = tf.mul(tf.sum(tf.mul(difference, tf.sign(difference))), epsilon)
      // Cross-entropy of two classes is softplus of the difference of their logits: the reach comes off the true one's.
      const worst = tf.sub<tf.Tensor2D>(logits, tf.mul(tf.cast(tf.oneHot(labels, 2), 'float32'), reach))
      const losses = crossEntropy(worst, labels)
      return { value: tf.mean<tf.Scalar>(losses), kept: { logits, worst } }
    }, trainable)
    return {
      loss: value,
      parts: {
        'label-loss': tf.mean(crossEntropy(kept.logits, labels)),
        'adversarial-loss': tf.clone(value),
        'adversarial-batch-accuracy': accuracyOf(kept.worst, labels),
      },
      gradients,
      statistics,
      accuracy: accuracyOf(kept.logits, labels),
    }
  },
  cost: () => ({ gradients: 1, forwards: 0, heldPasses: 1, reachesImages: false, perWeight: 2 }),
  trainingAttack: ({ epsilon }) => ({ id: 'fgsm', params: { epsilon, clip: false } }),
})

/** A kernel [features, 2] and its bias [2]. */
function isLinearOfTwo(weights: readonly { readonly shape: readonly number[] }[]): boolean {
  const [kernel, bias] = weights.map(({ shape }) => shape)
  return weights.length === 2 && kernel?.length === 2 && kernel[1] === 2 && bias?.length === 1
}

function linearOnly(): AppError {
  return new AppError(
    'invalid-input',
    'The exact worst case is known for one linear layer and two classes: this network has more.',
    { hint: 'Train the architecture logistic-regression on two classes, or choose adversarial-mixture.' },
  )
}
