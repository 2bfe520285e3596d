import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { SaliencyContext } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'

/** Pixels of all images of one pass: 64 images of 64 × 64. */
const pixelsPerPass = 64 * 64 * 64
const mostImages = 64

/**
 * How many variants of every image of a batch go through the network in one pass: so many that a single image fills a
 * pass, and so few that a large batch needs no more memory than it does by itself.
 */
export function variantsPerPass(batch: number, [height, width]: Shape3): number {
  const images = Math.min(mostImages, Math.floor(pixelsPerPass / (height * width)))
  return Math.max(1, Math.floor(images / batch))
}

/** [batch, …] → [batch · n, …]: every row n times, one after the other. */
export function repeatRows<T extends tf.Tensor>(rows: T, n: number): T {
  if (n === 1) return tf.clone(rows)
  const [batch = 0, ...rest] = rows.shape
  return tf.tidy(
    () => tf.reshape(tf.tile(tf.expandDims(rows, 1), [1, n, ...rest.map(() => 1)]), [batch * n, ...rest]) as T,
  )
}

/** [batch · n, …] → [batch, …]: the sums of n rows each. */
export function sumRows<T extends tf.Tensor>(rows: T, n: number): T {
  if (n === 1) return tf.clone(rows)
  const [all = 0, ...rest] = rows.shape
  return tf.tidy(() => tf.sum(tf.reshape(rows, [all / n, n, ...rest]), 1) as T)
}

/**
 * Sums over `count` variants of every image. `pass` gets the numbers of some of them, first … first + n − 1, and returns
 * their sums [batch, …], any number of them; what else it makes between its questions it leaves to the computation.
 */
export function* sumOverVariants(
  { images, network }: SaliencyContext,
  count: number,
  pass: (first: number, n: number) => Computation<tf.Tensor[]>,
): Computation<tf.Tensor[]> {
  const most = variantsPerPass(images.shape[0], network.inputShape)
  let sums: tf.Tensor[] | null = null
  for (let first = 0; first < count; first += most) {
    const terms = yield* pass(first, Math.min(most, count - first))
    if (sums === null) {
      sums = terms
      continue
    }
    const before: readonly tf.Tensor[] = sums
    sums = terms.map((term, i) => tf.add(before[i] as tf.Tensor, term))
    tf.dispose([...before, ...terms])
  }
  return sums ?? []
}

export type Scale = 'logit' | 'probability'

/**
 * The scores [batch, count] of variants of every image: the sum of the logits, or of the softmax probabilities, each
 * times its target. `variants` makes n of them, first … first + n − 1, [batch · n, height, width, channels].
 */
export function* scoresOfVariants(
  { images, target, network, logits }: SaliencyContext,
  count: number,
  variants: (first: number, n: number) => tf.Tensor4D,
  scale: Scale = 'logit',
): Computation<tf.Tensor2D> {
  const most = variantsPerPass(images.shape[0], network.inputShape)
  const parts: tf.Tensor2D[] = []
  for (let first = 0; first < count; first += most) {
    const n = Math.min(most, count - first)
    const changed = tf.tidy(() => variants(first, n))
    const found = yield* logits(changed)
    parts.push(
      tf.tidy(() => {
        const values = scale === 'probability' ? tf.softmax(found) : found
        const byImage = tf.reshape(values, [images.shape[0], n, network.classes])
        return tf.sum(tf.mul(byImage, tf.expandDims(target, 1)), 2) as tf.Tensor2D
      }),
    )
    tf.dispose([changed, found])
  }
  const scores = tf.concat(parts, 1)
  tf.dispose(parts)
  return scores
}
