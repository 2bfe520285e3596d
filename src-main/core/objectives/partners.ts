import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext, ObjectiveResult, StepCost } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { accuracyOf } from './accuracy.ts'

/** Images of a batch in another order. */
export interface Partners {
  /** [batch, height, width, channels] */
  readonly images: tf.Tensor4D
  /** [batch] int32 */
  readonly labels: tf.Tensor1D
}

/** The images of the batch, permuted at random: the partner of each, which may be the image itself. */
export function drawPartners(
  { images, labels, noise }: Pick<ObjectiveContext, 'images' | 'labels' | 'noise'>,
  stream: number,
): Partners {
  const [batch] = labels.shape
  const { indices } = tf.topk(tf.reshape(noise([1], stream), [batch]), batch)
  const places = tf.expandDims(indices, 1)
  return { images: tf.gatherND(images, places) as tf.Tensor4D, labels: tf.gatherND(labels, places) as tf.Tensor1D }
}

/**
 * Trains on mixed images: share · CE(own label) + (1 − share) · CE(partner's label), averaged over the batch. `share`:
 * scalar in [0, 1]. Accuracy counts both labels by their share, as the authors of mixup do.
 */
export function trainOnMixed(
  { labels, trainable, statistics, forward }: ObjectiveContext,
  mixed: tf.Tensor4D,
  partners: Partners,
  share: tf.Scalar,
): ObjectiveResult {
  const mix = (own: tf.Tensor, partners: tf.Tensor): tf.Scalar =>
    tf.add(tf.mul(own, share), tf.mul(partners, tf.sub(1, share)))
  const { value, kept, gradients } = valueAndGradients(() => {
    const { logits, statistics: after } = forward(mixed, statistics, { training: true })
    const lossOn = (of: tf.Tensor1D): tf.Scalar => tf.mean(crossEntropy(logits, of))
    return { value: mix(lossOn(labels), lossOn(partners.labels)), kept: { logits, statistics: after } }
  }, trainable)
  return {
    loss: value,
    parts: { 'own-share': tf.clone(share) },
    gradients,
    statistics: kept.statistics,
    accuracy: mix(accuracyOf(kept.logits, labels), accuracyOf(kept.logits, partners.labels)),
  }
}

/** As cheap as a clean step. */
export const costOfMixed: StepCost = { gradients: 1, forwards: 0, heldPasses: 1, reachesImages: false, perWeight: 2 }
