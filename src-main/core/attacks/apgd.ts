import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext, AttackLoss, AttackPass } from '../methods.ts'
import { createStepSizes, type StepSizes } from './apgd-step-sizes.ts'
import { lengthOf, randomDirection } from './ball.ts'
import { clipToCube, placeInBall } from './place.ts'
import { gatherRows, perImage, replaceRows, selectRows } from './rows.ts'
import { placesOf, verdictsOf } from './verdicts.ts'

export interface ApgdOptions {
  readonly norm: 'infinity' | 'l2'
  readonly epsilon: number
  readonly steps: number
  /** Share of the steps between two checks that must climb for the step size to stay as it is. */
  readonly rho: number
  readonly loss: AttackLoss
  /** [batch] int32; absent: the labels. */
  readonly targets?: tf.Tensor1D
  /** Where to start, instead of a random point of the ball; stays the caller's. */
  readonly start?: tf.Tensor4D
  /**
   * `broken`: an image is left out of further steps once it is misclassified. `end`: all steps for all images, as the
   * authors' code does.
   */
  readonly until: 'broken' | 'end'
}

/** The tensors belong to the caller. */
export interface ApgdResult {
  /** Of each image the misclassified point (until `broken` the first, until `end` the last), else the start. */
  readonly adversarial: tf.Tensor4D
  /** The point of highest loss. */
  readonly highest: tf.Tensor4D
  readonly highestLosses: readonly number[]
  readonly isBroken: readonly boolean[]
}

interface Tensors {
  readonly images: tf.Tensor4D
  readonly labels: tf.Tensor1D
  readonly targets: tf.Tensor1D
  readonly attacked: tf.Tensor4D
  readonly previous: tf.Tensor4D
  readonly gradient: tf.Tensor4D
  readonly adversarial: tf.Tensor4D
  readonly highest: tf.Tensor4D
  readonly highestGradient: tf.Tensor4D
}

/** Where the images stand that are still attacked. Every tensor is its own. */
interface State {
  /** Their rows in the batch. */
  readonly rows: readonly number[]
  readonly tensors: Tensors
  readonly highestLosses: readonly number[]
  readonly isBroken: readonly boolean[]
  readonly stepSizes: StepSizes
}

/** Share of the new step, beside that of the last one. */
const momentum = 0.75

/**
 * Auto-PGD, one attempt: steps with momentum whose size, 2 epsilon at first, is halved for each image on its own where
 * the loss no longer climbs, going on from its best point. Croce and Hein 2020, "Reliable evaluation of adversarial
 * robustness with an ensemble of diverse parameter-free attacks", algorithm 1, as in their code (fra31/auto-attack
 * a392200, autopgd_base.py).
 */
export function* runApgd(options: ApgdOptions, context: AttackContext): Computation<ApgdResult> {
  let state = yield* begin(options, context)
  let result = resultOf(state)
  const finish = (): void => {
    const before = result
    result = mergeInto(before, state)
    tf.dispose([before.adversarial, before.highest])
  }
  for (let step = 0; step < options.steps; step++) {
    const standing = placesOf(state.isBroken, (isBroken) => !isBroken)
    if (options.until === 'broken' && standing.length <= state.rows.length / 2) {
      finish()
      if (standing.length === 0) break
      state = keepRows(state, standing)
    }
    const { labels, targets } = state.tensors
    const next = tf.tidy(() => move(options, state, step === 0 ? 1 : momentum))
    const pass = yield* context.pass(options.loss, { images: next, labels, targets })
    state = take(state, next, pass, options)
  }
  finish()
  tf.dispose(Object.values(state.tensors))
  return result
}

function* begin(options: ApgdOptions, context: AttackContext): Computation<State> {
  const { images, labels } = context
  const { start, targets = labels, loss, epsilon, steps, rho } = options
  const attacked = tf.tidy(() => (start ? tf.clipByValue(start, 0, 1) : randomStart(options, context)))
  const { gradient, losses, logits } = yield* context.pass(loss, { images: attacked, labels, targets })
  const highestLosses = [...losses.dataSync<'float32'>()]
  const isBroken = verdictsOf(logits, labels).map(({ isRight }) => !isRight)
  tf.dispose([losses, logits])
  const [previous, adversarial, highest] = [tf.clone(attacked), tf.clone(attacked), tf.clone(attacked)]
  return {
    rows: highestLosses.map((_, row) => row),
    tensors: {
      ...{ images: tf.clone(images), labels: tf.clone(labels), targets: tf.clone(targets) },
      ...{ attacked, previous, adversarial, highest, gradient, highestGradient: tf.clone(gradient) },
    },
    ...{ highestLosses, isBroken },
    stepSizes: createStepSizes(highestLosses, { first: 2 * epsilon, steps, rho }),
  }
}

/** On the surface of the ball. */
function randomStart({ norm, epsilon }: ApgdOptions, { images, noise }: AttackContext): tf.Tensor4D {
  const direction = randomDirection(norm, images.shape.slice(1), noise)
  return tf.clipByValue(tf.add<tf.Tensor4D>(images, tf.mul(direction, epsilon)), 0, 1)
}

/** The next point: a step along the gradient, mixed with what the last step did, both times back in the ball. */
function move({ norm, epsilon }: ApgdOptions, { tensors, stepSizes }: State, share: number): tf.Tensor4D {
  const { images, attacked, previous, gradient } = tensors
  const place = (points: tf.Tensor4D): tf.Tensor4D =>
    norm === 'infinity'
      ? clipToCube(points, images, epsilon)
      : placeInBall('l2', images, tf.sub(points, images), epsilon)
  const direction =
    norm === 'infinity' ? tf.sign(gradient) : tf.div<tf.Tensor4D>(gradient, tf.add(lengthOf('l2', gradient), 1e-12))
  const stepped = place(tf.add(attacked, tf.mul(direction, perImage(stepSizes.sizes))))
  const mixed = tf.add(attacked, tf.mul(tf.sub(stepped, attacked), share))
  return place(tf.add(mixed, tf.mul(tf.sub(attacked, previous), 1 - share)))
}

/** The state after a pass at the next point; takes over the point and the pass. */
function take(state: State, next: tf.Tensor4D, pass: AttackPass, { until }: ApgdOptions): State {
  const { gradient, losses, logits } = pass
  const old = state.tensors
  const values = losses.dataSync<'float32'>()
  const isWrong = verdictsOf(logits, old.labels).map(({ isRight }) => !isRight)
  const isHigher = state.highestLosses.map((highest, i) => (values[i] as number) > highest)
  const highestLosses = state.highestLosses.map((highest, i) => (isHigher[i] ? (values[i] as number) : highest))
  // What waits to be left out stays as it is, so that it does not depend on the others.
  const isTaken = isWrong.map((is, i) => is && (until === 'end' || !state.isBroken[i]))
  const adversarial = selectRows(isTaken, next, old.adversarial)
  const highest = selectRows(isHigher, next, old.highest)
  const highestGradient = selectRows(isHigher, gradient, old.highestGradient)
  const isHalved = state.stepSizes.observe(values, highestLosses) ?? []
  const goesBack = isHalved.some(Boolean)
  const tensors = {
    ...{ ...old, adversarial, highest, highestGradient, previous: old.attacked },
    attacked: goesBack ? selectRows(isHalved, highest, next) : next,
    gradient: goesBack ? selectRows(isHalved, highestGradient, gradient) : gradient,
  }
  tf.dispose([losses, logits, old.adversarial, old.highest, old.highestGradient, old.previous, old.gradient])
  if (goesBack) tf.dispose([next, gradient])
  return {
    ...{ ...state, tensors, highestLosses },
    isBroken: state.isBroken.map((isBroken, i) => isBroken || (isWrong[i] as boolean)),
  }
}

/** Goes on with these of the images. */
function keepRows(state: State, places: readonly number[]): State {
  const of = <T>(list: readonly T[]): T[] => places.map((place) => list[place] as T)
  const entries = Object.entries(state.tensors as unknown as Record<keyof Tensors, tf.Tensor>)
  const tensors = Object.fromEntries(entries.map(([name, tensor]) => [name, gatherRows(tensor, places)]))
  tf.dispose(Object.values(state.tensors))
  state.stepSizes.keep(places)
  return {
    ...{ ...state, tensors: tensors as unknown as Tensors, rows: of(state.rows) },
    ...{ highestLosses: of(state.highestLosses), isBroken: of(state.isBroken) },
  }
}

const resultOf = ({ tensors, highestLosses, isBroken }: State): ApgdResult => ({
  ...{ adversarial: tf.clone(tensors.adversarial), highest: tf.clone(tensors.highest), highestLosses, isBroken },
})

/** A result in which these images are as they stand now. */
function mergeInto(result: ApgdResult, { rows, tensors, highestLosses, isBroken }: State): ApgdResult {
  const pairs = rows.map((row, from) => ({ row, from }))
  const merge = <T>(into: readonly T[], list: readonly T[]): T[] => {
    const merged = [...into]
    for (const { row, from } of pairs) merged[row] = list[from] as T
    return merged
  }
  return {
    adversarial: replaceRows(result.adversarial, tensors.adversarial, pairs),
    highest: replaceRows(result.highest, tensors.highest, pairs),
    highestLosses: merge(result.highestLosses, highestLosses),
    isBroken: merge(result.isBroken, isBroken),
  }
}

/** One attempt that ends for each image with its first misclassified point, else that of highest loss. */
export function* attemptApgd(options: Omit<ApgdOptions, 'until'>, context: AttackContext): Computation<tf.Tensor4D> {
  const { adversarial, highest, isBroken } = yield* runApgd({ ...options, until: 'broken' }, context)
  const found = selectRows(isBroken, adversarial, highest)
  tf.dispose([adversarial, highest])
  return found
}
