import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'
import { watchGradients } from './watched-context.ts'

/** Where an attack on one image went. The tensor belongs to the caller. */
export interface Trail {
  /** [points, height, width, channels]: where it asked for gradients, in that order, and what it came to. */
  readonly images: tf.Tensor4D
  /** Of each point, how many gradients were asked for before it. */
  readonly steps: readonly number[]
}

type Attempt = (context: AttackContext) => Computation<tf.Tensor4D>

/**
 * Runs an attack and keeps its points: all of them where these are at most `most`, else every second, fourth … and the
 * last. `most` ≥ 2.
 */
export function* followAttack(attack: Attempt, context: AttackContext, most: number): Computation<Trail> {
  let points: { step: number; image: tf.Tensor4D }[] = []
  let stride = 1
  let step = 0
  const watched = watchGradients(context, (image) => {
    if (step % stride === 0) points.push({ step, image: tf.clone(image) })
    step++
    if (points.length < most) return
    stride *= 2
    for (const point of points) if (point.step % stride !== 0) point.image.dispose()
    points = points.filter((point) => point.step % stride === 0)
  })
  const end = yield* attack(watched)
  const kept = [...points.map(({ image }) => image), end]
  const images = tf.tidy(() => tf.concat(kept))
  tf.dispose(kept)
  return { images, steps: [...points.map((point) => point.step), step] }
}
