import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext, ObjectiveResult } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { toggle, type ValuesOf } from '../params.ts'
import { accuracyOf } from './accuracy.ts'
import { labelLoss } from './label-loss.ts'
import { perturbationParts } from './perturbation.ts'
import { atPerturbedWeights, type weightPerturbationParams } from './weight-perturbation.ts'

/** Whether objectives that train on adversarial images alone tell of the clean ones, too. */
export const cleanCurve = (options: { readonly default: boolean }) =>
  toggle({
    ...options,
    help: 'Also measure loss and accuracy on the clean images of the batch: a pass forward more, that changes nothing.',
  })

type AttackedBatchValues = ValuesOf<typeof weightPerturbationParams> & { readonly cleanCurve: boolean }

/**
 * The cross-entropy of adversarial images alone, averaged over the batch, in training mode, from these moving statistics
 * on. Clean images are only measured: in training mode too, with statistics that are dropped.
 */
export function trainOnAttacked(
  { cleanCurve: isMeasured, ...perturbation }: AttackedBatchValues,
  context: ObjectiveContext,
  attacked: tf.Tensor4D,
  statistics: readonly tf.Tensor[],
): ObjectiveResult {
  const { value, kept, gradients, decayed } = atPerturbedWeights(perturbation, context.trainable, (weights) =>
    labelLoss(context, attacked, statistics, weights),
  )
  return {
    ...describeAttacked({ value, logits: kept.logits, attacked, statistics, isMeasured }, context),
    gradients,
    ...(decayed && { decayed }),
    statistics: kept.statistics,
  }
}

interface AttackedPass {
  /** The cross-entropy of the adversarial images and what it was computed of. */
  readonly value: tf.Scalar
  readonly logits: tf.Tensor2D
  readonly attacked: tf.Tensor4D
  /** Moving statistics from before the step, and whether the clean images are to be measured with them. */
  readonly statistics: readonly tf.Tensor[]
  readonly isMeasured: boolean
}

/** What a step that learns from adversarial images alone tells of its batch. */
export function describeAttacked(
  { value, logits, attacked, statistics, isMeasured }: AttackedPass,
  { images, labels, forward }: ObjectiveContext,
): Pick<ObjectiveResult, 'loss' | 'parts' | 'accuracy'> {
  const clean = isMeasured ? forward(images, statistics, { training: true }).logits : null
  return {
    loss: value,
    parts: {
      ...(clean && { 'label-loss': tf.mean(crossEntropy(clean, labels)) }),
      'adversarial-loss': tf.clone(value),
      'adversarial-batch-accuracy': accuracyOf(logits, labels),
      ...perturbationParts(images, attacked),
    },
    accuracy: clean && accuracyOf(clean, labels),
  }
}
