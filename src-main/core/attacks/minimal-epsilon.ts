import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { defineAttack, type Attack, type AttackContext } from '../methods.ts'
import { number } from '../params.ts'
import { ascendBall } from './pgd-l2.ts'
import { ascendCube } from './pgd.ts'
import { projectedAscent } from './projected-ascent.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { perImage, replaceRows } from './rows.ts'
import { judge, placesOf } from './verdicts.ts'
import { partOf, redraw } from './worst-case.ts'

interface Bisection {
  readonly norm: BallNorm
  readonly maxEpsilon: number
  readonly rounds: number
  readonly steps: number
}

/** The images belong to the caller. */
interface MinimalEpsilon {
  /** Each image as misclassified within the least radius, or as the attack left it within the greatest. */
  readonly images: tf.Tensor4D
  /** 0 for what was misclassified from the start, infinite for what withstands the greatest radius. */
  readonly epsilons: readonly number[]
}

/**
 * The least radius at which PGD fools the model, for each image on its own: PGD within the greatest radius, then by
 * bisection of the radius in so many rounds. An upper bound, within greatest / 2^rounds of what this PGD can do.
 */
export function* findMinimalEpsilon(search: Bisection, context: AttackContext): Computation<MinimalEpsilon> {
  const { maxEpsilon, rounds } = search
  let images = tf.clone(context.images)
  const clean = yield* judge(context, images)
  const ranges = clean.map(({ isRight }) => ({ low: 0, high: isRight ? Infinity : 0 }))
  let open = placesOf(clean, ({ isRight }) => isRight)
  for (let round = 0; round <= rounds && open.length > 0; round++) {
    const middles = open.map((row) => {
      const { low, high } = ranges[row] as { low: number; high: number }
      return round === 0 ? maxEpsilon : (low + high) / 2
    })
    const part = partOf(context, open)
    const attacked = yield* attackWithin(search, middles, redraw(part, round))
    const verdicts = yield* judge(part, attacked)
    const pairs = open.flatMap((row, from) => {
      const range = ranges[row] as { low: number; high: number }
      const isFooled = !verdicts[from]?.isRight
      range[isFooled ? 'high' : 'low'] = middles[from] as number
      return isFooled || round === 0 ? [{ row, from }] : []
    })
    const merged = replaceRows(images, attacked, pairs)
    tf.dispose([images, attacked, part.images, part.labels])
    images = merged
    if (round === 0) open = open.filter((row) => ranges[row]?.high !== Infinity)
  }
  return { images, epsilons: ranges.map(({ high }) => high) }
}

/** PGD with a radius for each image, in steps of 2.5 radii altogether. */
function* attackWithin(
  { norm, steps }: Bisection,
  radii: readonly number[],
  context: AttackContext,
): Computation<tf.Tensor4D> {
  const [radius, length] = [perImage(radii), perImage(radii.map((value) => (2.5 * value) / steps))]
  const ascent = norm === 'infinity' ? ascendCube(radius, length) : ascendBall(radius, length)
  const values = { steps, randomStart: true, restarts: 1, keep: 'highest-loss', target: 'none' } as const
  const attacked = yield* projectedAscent(values, ascent, context)
  tf.dispose([radius, length])
  return attacked
}

function minimalEpsilonIn(norm: BallNorm): Attack {
  return defineAttack({
    ...namesIn(norm, 'minimal-epsilon', 'Minimal epsilon'),
    source: 'PGD of Madry et al. 2018, https://arxiv.org/abs/1706.06083, by bisection of its radius',
    params: {
      maxEpsilon: radiusParam(norm, { default: { infinity: 32 / 255, l2: 4 }, help: 'Greatest radius' }),
      rounds: number({
        ...{ default: 8, min: 1, max: 30, step: 1 },
        help: 'Halvings of the radius: the least is known to greatest / 2^rounds.',
      }),
      steps: number({ default: 20, min: 1, max: 1000, step: 1, help: 'Gradient steps of each PGD.' }),
    },
    bounds: ({ maxEpsilon }) => ({ norm, radius: maxEpsilon, inRange: true }),
    // In every round PGD with the loss of its last point, and the verdict.
    cost: ({ rounds, steps }) => ({ gradients: (rounds + 1) * steps, forwards: 1 + 2 * (rounds + 1) }),
    *perturb(values, context) {
      return (yield* findMinimalEpsilon({ norm, ...values }, context)).images
    },
  })
}

/** Each image at the least radius at which PGD fools the model. */
export const minimalEpsilon = minimalEpsilonIn('infinity')
export const minimalEpsilonL2 = minimalEpsilonIn('l2')
