import * as tf from '@tensorflow/tfjs-core'
import { defineAttack } from '../methods.ts'
import { choice, number } from '../params.ts'
import { towardsNearest, type LinearBoundary } from './boundary.ts'
import { requireClasses } from './classes.ts'
import { imageAxes } from './direction.ts'
import { gatherRows, replaceRows } from './rows.ts'
import { rankedTargets } from './targets.ts'
import { judge, placesOf } from './verdicts.ts'
import { partOf } from './worst-case.ts'

/**
 * DeepFool: steps onto the nearest linearised boundary until the prediction changes, in L2. `paper`: the overshoot is
 * applied to the sum of the steps, as in the authors' code, which adds 1e-4 to the length of each. `torchattacks` 3.5:
 * applied to every step, which is clipped. Both are clipped to [0, 1] here, which the paper leaves out.
 */
export const deepfool = defineAttack({
  id: 'deepfool',
  title: 'DeepFool (L2)',
  source: 'Moosavi-Dezfooli et al. 2016, algorithm 2, https://arxiv.org/abs/1511.04599',
  params: {
    steps: number({ default: 50, min: 1, max: 1000, step: 1, help: 'Steps; each takes one backward pass a class.' }),
    overshoot: number({ default: 0.02, min: 0, max: 10, help: 'How far beyond the boundary: 0 ends on it.' }),
    classes: number({
      ...{ default: 10, min: 2, max: 10_000, step: 1 },
      help: 'Classes whose boundaries are looked at: the likeliest of the clean image, its own among them.',
    }),
    variant: choice({
      default: 'paper',
      options: { paper: 'Paper', torchattacks: 'As torchattacks' },
      help: 'Whether the overshoot applies to the sum of the steps or to each of them.',
    }),
  },
  bounds: () => ({ norm: 'l2', radius: null, inRange: true }),
  cost: (values, model) => ({
    gradients: values.steps * (Math.min(values.classes, model.classes) - 1),
    forwards: 3 + values.steps,
  }),
  *perturb({ steps, overshoot, classes, variant }, context) {
    const known = yield* requireClasses(context, 2, 'DeepFool')
    const targets = yield* rankedTargets(context, { first: 2, last: Math.min(classes, known) })
    let current = tf.clone(context.images)
    let total = tf.zerosLike(context.images)
    let standing = placesOf(yield* judge(context, current), ({ isRight }) => isRight)

    for (let step = 0; step < steps && standing.length > 0; step++) {
      const part = partOf(context, standing)
      const [here, before] = [gatherRows(current, standing), gatherRows(total, standing)]
      const candidates = targets.map((target) => gatherRows(target, standing))
      const boundary = yield* towardsNearest('l2', candidates)(part, here)
      const sum = tf.tidy(() => tf.add<tf.Tensor4D>(before, stepOnto(boundary, variant === 'paper' ? 1e-4 : 0)))
      const moved = tf.tidy(() => {
        const [from, change] = variant === 'paper' ? [part.images, sum] : [here, tf.sub(sum, before)]
        return tf.clipByValue(tf.add<tf.Tensor4D>(from, tf.mul(change, 1 + overshoot)), 0, 1)
      })
      const verdicts = yield* judge(part, moved)
      const pairs = standing.map((row, from) => ({ row, from }))
      const [images, sums] = [replaceRows(current, moved, pairs), replaceRows(total, sum, pairs)]
      tf.dispose([current, total, here, before, sum, moved, ...candidates, ...Object.values(boundary)])
      tf.dispose([part.images, part.labels])
      ;[current, total] = [images, sums]
      standing = standing.filter((_, at) => verdicts[at]?.isRight)
    }
    tf.dispose([total, ...targets])
    return current
  },
})

/** The shortest change that reaches a linearised boundary, and `beyond` farther. */
function stepOnto({ gradient, difference }: LinearBoundary, beyond: number): tf.Tensor4D {
  const length = tf.maximum(tf.sqrt(tf.sum(tf.square(gradient), imageAxes, true)), 1e-12)
  const far = tf.add(tf.div(tf.abs(difference), length), beyond)
  return tf.mul(tf.div(gradient, length), far) as tf.Tensor4D
}
