import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'
import { choice, number } from '../params.ts'
import type { Attempt } from './worst-case.ts'

/** Which class a targeted attack asks for. */
export const targetParam = choice({
  default: 'none',
  options: { none: 'Untargeted', 'most-likely': 'Most likely wrong class', 'least-likely': 'Least likely class' },
  help: 'Away from the label, or towards the wrong class that the model gives the clean image most or least.',
})

/** A class other than the label for each image, by the logits of the clean images: [batch] int32. */
export function* chooseTargets(
  context: AttackContext,
  target: 'most-likely' | 'least-likely',
): Computation<tf.Tensor1D> {
  const logits = yield* context.logits(context.images)
  const targets = tf.tidy(() => {
    const preference = target === 'most-likely' ? logits : tf.neg(logits)
    const isLabel = tf.cast(tf.oneHot(context.labels, logits.shape[1]), 'bool')
    return tf.argMax<tf.Tensor1D>(tf.where(isLabel, Number.NEGATIVE_INFINITY, preference), 1)
  })
  logits.dispose()
  return targets
}

/** How many classes a targeted attack tries. */
export const targetsParam = number({
  default: 9,
  min: 1,
  max: 1000,
  step: 1,
  help: 'Target classes, from the likeliest wrong one on: an attempt each, on the images that still stand. At most all classes but the label.',
})

/** The classes of these ranks (1: the likeliest) in the logits of the clean images, from `first` to `last`: [batch] int32. */
export function* rankedTargets(
  context: AttackContext,
  { first, last }: { readonly first: number; readonly last: number },
): Computation<tf.Tensor1D[]> {
  const logits = yield* context.logits(context.images)
  const targets = tf.tidy(() => {
    const { indices } = tf.topk(logits, last)
    const column = (rank: number): tf.Tensor1D =>
      tf.reshape(tf.slice(indices, [0, rank - 1], [-1, 1]), [-1]) as tf.Tensor1D
    return Array.from({ length: last - first + 1 }, (_, i) => column(first + i))
  })
  logits.dispose()
  return targets
}

/** An attempt towards each of so many likeliest wrong classes of the images that are left: the 2nd, 3rd … */
export function towardsEach(
  targets: number,
  attempt: (wanted: tf.Tensor1D, part: AttackContext, draw: number) => Computation<tf.Tensor4D>,
): Attempt[] {
  return Array.from({ length: targets }, (_, draw): Attempt => {
    return function* (part) {
      const [wanted] = (yield* rankedTargets(part, { first: draw + 2, last: draw + 2 })) as [tf.Tensor1D]
      const attacked = yield* attempt(wanted, part, draw)
      wanted.dispose()
      return attacked
    }
  })
}
