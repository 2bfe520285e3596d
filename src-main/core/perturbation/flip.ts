import * as tf from '@tensorflow/tfjs-core'
import { judge } from '../attacks/verdicts.ts'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'

/**
 * Where an attack begins to change what a model says of one image: it holds at `low`, and is broken at `high`; null while
 * nothing is known to break it.
 */
export interface FlipBracket {
  readonly low: number
  readonly high: number | null
}

export interface FlipSearch {
  /** The attack within a radius, always the same one. */
  attackWithin(epsilon: number): (context: AttackContext) => Computation<tf.Tensor4D>
  readonly maxEpsilon: number
  /**
   * Radii that are tried at once before the bisection. One, the greatest, where each costs passes; more where they cost
   * next to nothing, since an image that a single step breaks may hold again under a longer one.
   */
  readonly grid: number
}

/**
 * The first look: whether the image holds as it is, and the first radius of an even grid that breaks it. `high` is 0 for
 * what is broken from the start, and null where `low` is the greatest radius.
 */
export function* bracketFlip(
  { attackWithin, maxEpsilon, grid }: FlipSearch,
  context: AttackContext,
): Computation<FlipBracket> {
  const radii = Array.from({ length: grid }, (_, i) => ((i + 1) * maxEpsilon) / grid)
  const images = [tf.clone(context.images)]
  for (const radius of radii) images.push(yield* attackWithin(radius)(context))
  const isRight = yield* areRight(images, context)
  tf.dispose(images)
  const broken = isRight.indexOf(false)
  if (broken === 0) return { low: 0, high: 0 }
  if (broken < 0) return { low: maxEpsilon, high: null }
  return { low: broken === 1 ? 0 : (radii[broken - 2] as number), high: radii[broken - 1] as number }
}

/** Halves a bracket by trying its middle. */
export function* halveFlip(
  { attackWithin }: FlipSearch,
  { low, high }: FlipBracket,
  context: AttackContext,
): Computation<FlipBracket> {
  const middle = (low + (high ?? low)) / 2
  const image = yield* attackWithin(middle)(context)
  const [isRight] = yield* areRight([image], context)
  image.dispose()
  return isRight ? { low: middle, high } : { low, high: middle }
}

function* areRight(images: readonly tf.Tensor4D[], context: AttackContext): Computation<boolean[]> {
  const [points, labels] = tf.tidy(() => [tf.concat([...images]), tf.tile(context.labels, [images.length])] as const)
  const verdicts = yield* judge({ ...context, labels }, points)
  tf.dispose([points, labels])
  return verdicts.map(({ isRight }) => isRight)
}
