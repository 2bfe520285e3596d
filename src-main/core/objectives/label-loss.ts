import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'

/** What a pass leaves behind besides the value that is differentiated. */
export interface Pass {
  readonly value: tf.Scalar
  readonly kept: { readonly logits: tf.Tensor2D; readonly statistics: readonly tf.Tensor[] }
}

/**
 * Mean softmax cross-entropy of one pass in training mode over [batch, height, width, channels], ready for
 * `valueAndGradients`: the pass's logits and the moving statistics after it are kept. `trainable` stands in for the
 * trained weights.
 */
export function labelLoss(
  { forward, labels, sampleWeights }: Pick<ObjectiveContext, 'forward' | 'labels' | 'sampleWeights'>,
  images: tf.Tensor4D,
  statistics: readonly tf.Tensor[],
  trainable?: readonly tf.Tensor[],
): Pass {
  const { logits, statistics: after } = forward(images, statistics, { training: true, ...(trainable && { trainable }) })
  const losses = weighted(crossEntropy(logits, labels), sampleWeights)
  return { value: tf.mean(losses), kept: { logits, statistics: after } }
}

/** The losses [batch], each times its image's weight. Their mean is then Σ wᵢ lᵢ / batch, as Keras reduces it. */
export function weighted(losses: tf.Tensor1D, sampleWeights?: tf.Tensor1D): tf.Tensor1D {
  return sampleWeights ? tf.mul(losses, sampleWeights) : losses
}
