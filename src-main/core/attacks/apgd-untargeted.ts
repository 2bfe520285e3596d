import { defineAttack, type Attack, type AttackLoss } from '../methods.ts'
import { number } from '../params.ts'
import { attemptApgd } from './apgd.ts'
import { apgdParams, apgdSource } from './apgd-params.ts'
import { requireClasses } from './classes.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { costOfWorstCase, redraw, worstCase, type Attempt } from './worst-case.ts'

interface Variant {
  readonly id: string
  readonly title: string
  readonly loss: AttackLoss
  readonly leastClasses: number
}

/** Untargeted Auto-PGD on a loss, in a norm. */
export function defineUntargetedApgd(norm: BallNorm, { id, title, loss, leastClasses }: Variant): Attack {
  return defineAttack({
    ...namesIn(norm, id, title),
    source: apgdSource,
    params: {
      epsilon: radiusParam(norm),
      ...apgdParams,
      restarts: number({ default: 1, min: 1, max: 100, step: 1, help: 'Attempts from other random starts.' }),
    },
    bounds: ({ epsilon }) => ({ norm, radius: epsilon, inRange: true }),
    cost: ({ restarts, steps }) => {
      const attempt = { gradients: steps + 1, forwards: 0 }
      return costOfWorstCase(
        Array.from({ length: restarts }, () => attempt),
        1,
      )
    },
    *perturb({ restarts, ...values }, context) {
      yield* requireClasses(context, leastClasses, title)
      const attempts = Array.from({ length: restarts }, (_, draw): Attempt => {
        return (part) => attemptApgd({ norm, loss, ...values }, redraw(part, draw))
      })
      return yield* worstCase(context, attempts)
    },
  })
}
