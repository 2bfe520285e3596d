import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext, AttackCost, AttackLoss, Noise } from '../methods.ts'
import { choice, number, toggle, type ValuesOf } from '../params.ts'
import { crossEntropy, targetedCrossEntropy } from './losses.ts'
import { chooseTargets, targetParam } from './targets.ts'
import { costOfWorstCase, redraw, worstCase } from './worst-case.ts'

/** What the variants of projected gradient descent have in common. */
export const ascentParams = {
  steps: number({ default: 10, min: 1, max: 1000, step: 1, help: 'Gradient steps; one backward pass each.' }),
  randomStart: toggle({ default: true, help: 'Start at a random point of the ball; else at the image.' }),
  restarts: number({
    default: 1,
    min: 1,
    max: 100,
    step: 1,
    help: 'Attempts from other starts, each on the images that are not yet misclassified.',
  }),
  keep: choice({
    default: 'last',
    options: { last: 'Last iterate', 'highest-loss': 'Iterate of highest loss' },
    help: 'Which point of an attempt counts. The highest loss costs one more forward pass.',
  }),
  target: targetParam,
} as const

type AscentValues = ValuesOf<typeof ascentParams>

export function costOfAscent({ steps, restarts, keep, target }: AscentValues): AttackCost {
  const forwards = (keep === 'highest-loss' ? 1 : 0) + (target === 'none' ? 0 : 1)
  const attempt = { gradients: steps, forwards }
  return restarts === 1 ? attempt : costOfWorstCase(Array.from({ length: restarts }, () => attempt))
}

/** How a norm moves: both functions return tensors of their own. */
export interface Ascent {
  /** A random point of the ball around the images, in [0, 1]. */
  start(images: tf.Tensor4D, noise: Noise): tf.Tensor4D
  /** One step from `attacked` along the gradient, back in the ball around the images and in [0, 1]. */
  step(images: tf.Tensor4D, attacked: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D
}

/**
 * Projected gradient descent on the cross-entropy. With one attempt, the last iterate and no target it reads no value,
 * so that it may be traced.
 */
export function projectedAscent(
  values: AscentValues,
  ascent: Ascent,
  context: AttackContext,
): Computation<tf.Tensor4D> {
  const { restarts } = values
  if (restarts === 1) return climb(values, ascent, context)
  const attempts = Array.from({ length: restarts }, (_, draw) => (part: AttackContext) => {
    return climb(values, ascent, redraw(part, draw))
  })
  return worstCase(context, attempts)
}

function* climb(
  { steps, randomStart, keep, target }: AscentValues,
  ascent: Ascent,
  context: AttackContext,
): Computation<tf.Tensor4D> {
  const { images, labels } = context
  const targets = target === 'none' ? labels : yield* chooseTargets(context, target)
  const loss = target === 'none' ? crossEntropy : targetedCrossEntropy
  const highest = keep === 'highest-loss' ? createHighest(loss, labels, targets) : null

  let attacked = tf.tidy(() => (randomStart ? ascent.start(images, context.noise) : tf.clone(images)))
  for (let step = 0; step < steps; step++) {
    const previous = attacked
    let gradient: tf.Tensor4D
    if (loss === crossEntropy && !highest) gradient = yield* context.gradientOfLoss(previous)
    else {
      const pass = yield* context.pass(loss, { images: previous, labels, targets })
      highest?.offer(previous, pass.losses)
      tf.dispose([pass.losses, pass.logits])
      gradient = pass.gradient
    }
    attacked = tf.tidy(() => ascent.step(images, previous, gradient))
    tf.dispose([previous, gradient])
  }
  if (highest) {
    const logits = yield* context.logits(attacked)
    highest.offerLast(attacked, logits)
    tf.dispose([attacked, logits])
    attacked = highest.result()
  }
  if (targets !== labels) targets.dispose()
  return attacked
}

/** Keeps of every image the point of highest loss. */
export function createHighest(loss: AttackLoss, labels: tf.Tensor1D, targets: tf.Tensor1D) {
  let best: { images: tf.Tensor4D; losses: tf.Tensor1D } | null = null
  const highest = {
    offer(images: tf.Tensor4D, losses: tf.Tensor1D): void {
      const present = best
      best = tf.tidy(() => {
        if (!present) return { images: tf.clone(images), losses: tf.clone(losses) }
        const isBetter = tf.greater(losses, present.losses)
        return {
          images: tf.where(tf.reshape(isBetter, [-1, 1, 1, 1]), images, present.images),
          losses: tf.where(isBetter, losses, present.losses),
        }
      })
      if (present) tf.dispose([present.images, present.losses])
    },
    offerLast(images: tf.Tensor4D, logits: tf.Tensor2D): void {
      const losses = tf.tidy(() => loss(logits, labels, targets))
      highest.offer(images, losses)
      losses.dispose()
    },
    result(): tf.Tensor4D {
      const { images, losses } = best as NonNullable<typeof best>
      losses.dispose()
      return images
    },
  }
  return highest
}
