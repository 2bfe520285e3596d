import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'
import { number } from '../params.ts'
import { lengthOf } from './ball.ts'
import type { Linearize } from './boundary.ts'
import { imageAxes } from './direction.ts'
import { towardsHyperplane, type Hyperplane } from './hyperplane.ts'
import { selectRows } from './rows.ts'
import type { BallNorm } from './radius-param.ts'
import { judge } from './verdicts.ts'

export const fabSource =
  'Croce and Hein 2020, algorithm 1, https://arxiv.org/abs/1907.02044; code: https://github.com/fra31/auto-attack'

export const fabParams = {
  steps: number({ default: 100, min: 1, max: 10_000, step: 1, help: 'Steps of one attempt.' }),
  alphaMax: number({
    default: 0.1,
    min: 0,
    max: 1,
    help: 'Greatest share of the step that starts at the clean image.',
  }),
  eta: number({ default: 1.05, min: 1, max: 10, help: 'How far beyond the boundary a step goes: 1 ends on it.' }),
  beta: number({ default: 0.9, min: 0, max: 1, help: 'Where on the way from the clean image to go on, once beyond.' }),
} as const

export interface BoundarySearch {
  readonly norm: BallNorm
  readonly steps: number
  readonly alphaMax: number
  readonly eta: number
  readonly beta: number
  readonly linearize: Linearize
  /** Ends where all images are misclassified at this distance; null: after all steps. */
  readonly epsilon: number | null
}

/** The images belong to the caller. */
interface BoundaryResult {
  /** Of each image the nearest misclassified point that was seen, else the image. */
  readonly images: tf.Tensor4D
  /** How far it is, in the norm; infinite where none was seen. */
  readonly distances: readonly number[]
}

/**
 * Fast adaptive boundary attack, one attempt: steps onto the linear approximation of the boundary, mixed with the step
 * that starts at the clean image, and back towards that image whenever the boundary was crossed. For images that are
 * classified rightly. As in the authors' code (fra31/auto-attack a392200, fab_base.py).
 */
export function* searchBoundary(search: BoundarySearch, context: AttackContext): Computation<BoundaryResult> {
  const { norm, eta, beta, alphaMax } = search
  const { images } = context
  const enough = search.epsilon ?? Number.NEGATIVE_INFINITY
  let nearest = tf.clone(images)
  const distances = Array.from({ length: images.shape[0] }, () => Number.POSITIVE_INFINITY)
  let current = tf.clone(images)

  for (let step = 0; step < search.steps; step++) {
    const { gradient, difference } = yield* search.linearize(context, current)
    const moved = tf.tidy(() => {
      const offset = tf.sub<tf.Tensor4D>(tf.sum(tf.mul(gradient, current), imageAxes, true), difference)
      const boundary: Hyperplane = { normal: gradient, offset }
      const fromHere = towardsHyperplane(norm, current, boundary)
      const fromImage = towardsHyperplane(norm, images, boundary)
      const [near, far] = [fromHere, fromImage].map((change) => tf.maximum(lengthOf(norm, change), 1e-8))
      const share = tf.minimum(tf.div(near as tf.Tensor, tf.add(near as tf.Tensor, far as tf.Tensor)), alphaMax)
      const here = tf.mul(tf.add(current, tf.mul(fromHere, eta)), tf.sub(1, share))
      return tf.clipByValue(tf.add<tf.Tensor4D>(here, tf.mul(tf.add(images, tf.mul(fromImage, eta)), share)), 0, 1)
    })
    tf.dispose([gradient, difference, current])
    const isBeyond = (yield* judge(context, moved)).map(({ isRight }) => !isRight)
    const far = tf.tidy(() => lengthOf(norm, tf.sub(moved, images)).dataSync<'float32'>())
    // What is near enough stays as it is, so that it does not depend on the others.
    const isNearer = distances.map((distance, i) => {
      return (isBeyond[i] as boolean) && distance > enough && (far[i] as number) < distance
    })
    isNearer.forEach((isIt, i) => {
      if (isIt) distances[i] = far[i] as number
    })
    const found = selectRows(isNearer, moved, nearest)
    nearest.dispose()
    nearest = found
    current = tf.tidy(() => selectRows(isBeyond, tf.add(images, tf.mul(tf.sub(moved, images), beta)), moved))
    moved.dispose()
    if (distances.every((distance) => distance <= enough)) break
  }
  current.dispose()
  return { images: nearest, distances }
}

/** One attempt whose points beyond epsilon do not count: those images come back as they are. */
export function* attemptWithin(
  epsilon: number,
  search: Omit<BoundarySearch, 'epsilon'>,
  context: AttackContext,
): Computation<tf.Tensor4D> {
  const { images, distances } = yield* searchBoundary({ ...search, epsilon }, context)
  const isWithin = distances.map((distance) => distance <= epsilon)
  const found = selectRows(isWithin, images, context.images)
  images.dispose()
  return found
}
