import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext, AttackCost, Noise } from '../methods.ts'
import { gatherRows, replaceRows } from './rows.ts'
import { judge, placesOf } from './verdicts.ts'

/** One attempt on some images. */
export type Attempt = (context: AttackContext) => Computation<tf.Tensor4D>

/**
 * Makes attempts one after another, each on the images that are still classified rightly, and keeps of every image what
 * has the least margin; an image that is misclassified is left out of later attempts, one that was from the start stays
 * as it is. [batch, height, width, channels].
 */
export function* worstCase(context: AttackContext, attempts: Iterable<Attempt>): Computation<tf.Tensor4D> {
  const verdicts = yield* judge(context, context.images)
  let worst = tf.clone(context.images)
  for (const attempt of attempts) {
    const standing = placesOf(verdicts, ({ isRight }) => isRight)
    if (standing.length === 0) break
    const part = partOf(context, standing)
    const attacked = yield* attempt(part)
    const found = yield* judge(part, attacked)
    const pairs = standing.flatMap((row, from) => {
      const [present, next] = [verdicts[row], found[from]]
      if (!present || !next || (next.isRight && next.margin >= present.margin)) return []
      verdicts[row] = next
      return [{ row, from }]
    })
    const replaced = replaceRows(worst, attacked, pairs)
    tf.dispose([worst, attacked, part.images, part.labels])
    worst = replaced
  }
  return worst
}

/** The cost of the worst case of attempts that cost this, and of passes forward before them. */
export function costOfWorstCase(attempts: readonly AttackCost[], forwardsBefore = 0): AttackCost {
  return {
    gradients: attempts.reduce((sum, { gradients }) => sum + gradients, 0),
    forwards: attempts.reduce((sum, { forwards }) => sum + forwards + 1, 1 + forwardsBefore),
    leavesOut: attempts.length > 1,
  }
}

/** The part of a batch with these rows; its images and labels belong to the caller. */
export function partOf(context: AttackContext, rows: readonly number[]): AttackContext {
  const labels = gatherRows(context.labels, rows)
  return {
    ...context,
    images: gatherRows(context.images, rows),
    labels,
    noise: (shape, stream) => tf.tidy(() => gatherRows(context.noise(shape, stream), rows)),
    gradientOfLoss: (at, other = labels) => context.gradientOfLoss(at, other),
  }
}

/** The same images with noise of another draw. */
export function redraw(context: AttackContext, draw: number): AttackContext {
  const noise: Noise = (shape, stream) => context.noise(shape, stream + draw * streamsOfDraw)
  return draw === 0 ? context : { ...context, noise }
}

/** More than any one attempt uses. */
const streamsOfDraw = 16
