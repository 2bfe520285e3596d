import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'

/**
 * Mean softmax cross-entropy of one pass in training mode over [batch, height, width, channels], ready for
 * `valueAndGradients`: the pass's logits and the moving statistics after it are kept.
 */
export function labelLoss(
  { forward, labels }: Pick<ObjectiveContext, 'forward' | 'labels'>,
  images: tf.Tensor4D,
  statistics: readonly tf.Tensor[],
): { value: tf.Scalar; kept: { logits: tf.Tensor2D; statistics: readonly tf.Tensor[] } } {
  const { logits, statistics: after } = forward(images, statistics, { training: true })
  return { value: tf.mean(crossEntropy(logits, labels)), kept: { logits, statistics: after } }
}
