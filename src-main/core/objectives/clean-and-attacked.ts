import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext, ObjectiveResult } from '../methods.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'
import { labelLoss } from './label-loss.ts'
import { perturbationParts } from './perturbation.ts'

/** What is found from the gradient at the clean images, and the moving statistics after the passes that it took. */
export interface Found {
  readonly attacked: tf.Tensor4D
  readonly statistics: readonly tf.Tensor[]
}

interface CleanAndAttacked {
  /** Factors of the two losses. */
  readonly weights: { readonly clean: number; readonly attacked: number }
  /** `cleanGradient`: d/dx of the mean loss at the clean images. `statistics`: those after the clean pass. */
  find(cleanGradient: tf.Tensor4D, statistics: readonly tf.Tensor[]): Found
}

/**
 * The label loss of the clean images and that of adversarial ones, which are taken as constants, one pass after the other
 * in training mode. The clean pass gives the gradient of the weights and the one that the attack begins with.
 */
export function trainOnCleanAndAttacked(
  context: ObjectiveContext,
  { weights, find }: CleanAndAttacked,
): ObjectiveResult {
  const { images, labels, trainable } = context
  const clean = valueAndGradients(() => labelLoss(context, images, context.statistics), [images, ...trainable])
  const [cleanGradient, ...cleanGradients] = clean.gradients as [tf.Tensor4D, ...tf.Tensor[]]
  const { attacked, statistics } = find(cleanGradient, clean.kept.statistics)
  const adversarial = valueAndGradients(() => labelLoss(context, attacked, statistics), trainable)
  const sum = <T extends tf.Tensor>(first: T, second: T): T =>
    tf.add(weights.clean === 1 ? first : tf.mul(first, weights.clean), tf.mul(second, weights.attacked))

  return {
    loss: sum(clean.value, adversarial.value),
    parts: {
      'label-loss': clean.value,
      'adversarial-loss': adversarial.value,
      'adversarial-batch-accuracy': accuracyOf(adversarial.kept.logits, labels),
      ...perturbationParts(images, attacked),
    },
    gradients: cleanGradients.map((first, i) => sum(first, adversarial.gradients[i] as tf.Tensor)),
    statistics: adversarial.kept.statistics,
    accuracy: accuracyOf(clean.kept.logits, labels),
  }
}
