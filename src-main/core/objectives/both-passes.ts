import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext } from '../methods.ts'
import { choice } from '../params.ts'
import { asConstants } from '../training/gradients.ts'

/** How the clean and the adversarial images of a batch go through the network for the loss. */
export const passesTogether = choice({
  default: 'apart',
  options: { apart: 'One after the other', together: 'In one batch' },
  help: 'Batch normalization sees clean and adversarial images one after the other, as in the source, or together as one batch of twice the size, with statistics in common.',
})

export interface BothLogits {
  /** [batch, classes] */
  readonly clean: tf.Tensor2D
  readonly attacked: tf.Tensor2D
  readonly statistics: readonly tf.Tensor[]
}

/** Passes both in training mode, the clean images first, ready to be differentiated. */
export function passBoth(
  { images, forward }: Pick<ObjectiveContext, 'images' | 'forward'>,
  attacked: tf.Tensor4D,
  statistics: readonly tf.Tensor[],
  { together, trainable }: { readonly together: boolean; readonly trainable: readonly tf.Tensor[] },
): BothLogits {
  const mode = { training: true, trainable }
  if (together) {
    const both = forward(tf.concat([images, attacked]), statistics, mode)
    const [clean, other] = tf.split(both.logits, 2) as [tf.Tensor2D, tf.Tensor2D]
    return { clean, attacked: other, statistics: both.statistics }
  }
  const first = forward(images, statistics, mode)
  const second = forward(attacked, asConstants(first.statistics), mode)
  return { clean: first.logits, attacked: second.logits, statistics: second.statistics }
}
