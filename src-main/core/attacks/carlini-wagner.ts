import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { defineAttack, type AttackContext } from '../methods.ts'
import { adam } from '../optimizers/adam.ts'
import { choice, number, type ValuesOf } from '../params.ts'
import { imageAxes } from './direction.ts'
import { margin } from './losses.ts'
import { perImage, selectRows } from './rows.ts'
import { verdictsOf } from './verdicts.ts'
import { costOfWorstCase, worstCase } from './worst-case.ts'

const params = {
  steps: number({ default: 100, min: 1, max: 10_000, step: 1, help: 'Steps of Adam for each weight c.' }),
  learningRate: number({ default: 0.01, min: 0, max: 10, help: 'Rate of Adam.' }),
  confidence: number({
    default: 0,
    min: 0,
    max: 1000,
    unit: 'logits',
    help: 'How far beyond the boundary the loss still pushes (kappa).',
  }),
  firstC: number({
    default: 0.01,
    min: 1e-6,
    max: 1e6,
    help: 'Weight c of the loss against the length, at first.',
  }),
  searchSteps: number({
    ...{ default: 7, min: 1, max: 20, step: 1 },
    help: 'Values of c that are tried: ten times as much until an image is misclassified, then by bisection. 1 keeps the first, as torchattacks does.',
  }),
  stop: choice({
    default: 'never',
    options: { never: 'After all steps', batch: 'As torchattacks' },
    help: 'Whether to end early: as torchattacks 3.5 does, once the cost of the batch rose over a tenth of the steps.',
  }),
} as const

type CarliniWagnerValues = ValuesOf<typeof params>

/**
 * Carlini and Wagner's L2 attack: minimises ‖x′ − x‖² + c · max(z_y − max_{i≠y} z_i, −κ) over w with x′ = (tanh w + 1) / 2,
 * and keeps the nearest misclassified x′.
 */
export const carliniWagner = defineAttack({
  id: 'carlini-wagner',
  title: 'Carlini–Wagner (L2)',
  source: 'Carlini and Wagner 2017, sections V and VI.A, https://arxiv.org/abs/1608.04644',
  params,
  bounds: () => ({ norm: 'l2', radius: null, inRange: true }),
  cost: ({ steps, searchSteps }) => costOfWorstCase([{ gradients: steps * searchSteps, forwards: 0 }]),
  perturb: (values, context) => worstCase(context, [(part) => attemptCarliniWagner(values, part)]),
})

/** The nearest points found for all values of c; images that none was found for come back as they are. */
export function* attemptCarliniWagner(values: CarliniWagnerValues, context: AttackContext): Computation<tf.Tensor4D> {
  const count = context.images.shape[0]
  let best: Best = { images: tf.clone(context.images), squares: Array.from({ length: count }, () => Infinity) }
  const weights = best.squares.map(() => ({ c: values.firstC, low: 0, high: Infinity }))
  for (let search = 0; search < values.searchSteps; search++) {
    const { isFound, ...next } = yield* minimize(
      values,
      weights.map(({ c }) => c),
      best,
      context,
    )
    best = next
    weights.forEach((weight, i) => {
      if (isFound[i]) weight.high = Math.min(weight.high, weight.c)
      else weight.low = Math.max(weight.low, weight.c)
      weight.c = weight.high === Infinity ? weight.c * 10 : (weight.low + weight.high) / 2
    })
  }
  return best.images
}

/** Of each image the nearest misclassified point so far and its squared distance. */
interface Best {
  readonly images: tf.Tensor4D
  readonly squares: readonly number[]
}

/** One descent with a weight c for each image. Takes over `best`. */
function* minimize(
  { steps, learningRate, confidence, stop }: CarliniWagnerValues,
  weights: readonly number[],
  start: Best,
  { images, labels, pass: passOf }: AttackContext,
): Computation<Best & { readonly isFound: readonly boolean[] }> {
  let { images: nearest, squares } = start
  let isFound = squares.map(() => false)
  let previousCost = Infinity
  let point: Point = tf.tidy(() => ({
    weight: toTanhSpace(images),
    slots: [tf.zerosLike(images), tf.zerosLike(images)],
  }))

  for (let step = 0; step < steps; step++) {
    const attacked = tf.tidy(() => fromTanhSpace(point.weight))
    const { gradient, losses, logits } = yield* passOf(margin, { images: attacked, labels, targets: labels })
    const lengths = tf.tidy(() => tf.sum(tf.square(tf.sub(attacked, images)), imageAxes).dataSync<'float32'>())
    // The loss is minus the attack's margin, held at −κ.
    const values = [...losses.dataSync<'float32'>()].map((value) => Math.max(-value, -confidence))
    const isWrong = verdictsOf(logits, labels).map(({ isRight }) => !isRight)
    const isNearer = squares.map((square, i) => (isWrong[i] as boolean) && (lengths[i] as number) < square)
    isFound = isFound.map((was, i) => was || (isWrong[i] as boolean))
    squares = squares.map((square, i) => (isNearer[i] ? (lengths[i] as number) : square))
    const kept = selectRows(isNearer, attacked, nearest)
    nearest.dispose()
    nearest = kept

    const before = point
    point = tf.tidy(() => {
      const pushes = perImage(values.map((value, i) => (value > -confidence ? (weights[i] as number) : 0)))
      const change = tf.sub(tf.mul(tf.sub(attacked, images), 2), tf.mul(gradient, pushes))
      const slope = tf.mul(tf.sub(1, tf.square(tf.tanh(before.weight))), 0.5)
      return moveBy(learningRate, step)({ ...before, gradient: tf.mul(change, slope) }) as Point
    })
    tf.dispose([before.weight, ...before.slots])
    tf.dispose([attacked, gradient, losses, logits])
    if (stop === 'batch' && step % Math.max(Math.floor(steps / 10), 1) === 0) {
      const cost = values.reduce((sum, value, i) => sum + (lengths[i] as number) + (weights[i] as number) * value, 0)
      if (cost > previousCost) break
      previousCost = cost
    }
  }
  tf.dispose([point.weight, ...point.slots])
  return { images: nearest, squares, isFound }
}

/** Where the descent stands, with Adam's slots. */
type Point = { weight: tf.Tensor4D; slots: tf.Tensor[] }

/** Adam's step, with its usual constants. */
const moveBy = (rate: number, step: number) =>
  adam.rule({ beta1: 0.9, beta2: 0.999, epsilon: 1e-10 }, { rate: tf.scalar(rate), step: tf.scalar(step + 1) })

/** Pixel values this close to 0 and 1 count as that close, since the ends lie at infinity. */
const closest = 1e-6

function toTanhSpace(images: tf.Tensor4D): tf.Tensor4D {
  const inside = tf.clipByValue(images, closest, 1 - closest)
  return tf.mul(tf.log(tf.div(inside, tf.sub(1, inside))), 0.5)
}

const fromTanhSpace = (points: tf.Tensor4D): tf.Tensor4D => tf.mul(tf.add(tf.tanh(points), 1), 0.5)
