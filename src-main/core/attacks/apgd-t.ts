import { defineAttack, type Attack, type AttackCost } from '../methods.ts'
import { attemptApgd, type ApgdOptions } from './apgd.ts'
import { apgdParams, apgdSource } from './apgd-params.ts'
import { requireClasses } from './classes.ts'
import { targetedDifferenceOfLogitsRatio } from './losses.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { targetsParam, towardsEach } from './targets.ts'
import { costOfWorstCase, redraw, worstCase, type Attempt } from './worst-case.ts'

/** The ratio has the fourth largest logit in it. */
export const leastClassesOfApgdT = 4

/** What they cost. */
export const costsOfTargetedApgd = (targets: number, steps: number): AttackCost[] =>
  Array.from({ length: targets }, () => ({ gradients: steps + 1, forwards: 1 }))

/** Attempts of Auto-PGD on the targeted difference of logits ratio, towards the 2nd, 3rd … most likely class. */
export function targetedApgdAttempts(
  targets: number,
  options: Omit<ApgdOptions, 'until' | 'start' | 'loss' | 'targets'>,
): Attempt[] {
  return towardsEach(targets, (wanted, part, draw) =>
    attemptApgd({ ...options, loss: targetedDifferenceOfLogitsRatio, targets: wanted }, redraw(part, draw)),
  )
}

function apgdTIn(norm: BallNorm): Attack {
  return defineAttack({
    ...namesIn(norm, 'apgd-t', 'APGD-T'),
    source: apgdSource,
    params: { epsilon: radiusParam(norm), ...apgdParams, targets: targetsParam },
    bounds: ({ epsilon }) => ({ norm, radius: epsilon, inRange: true }),
    cost: ({ targets, steps }, { classes }) =>
      costOfWorstCase(costsOfTargetedApgd(Math.min(targets, classes - 1), steps), 1),
    *perturb({ targets, ...values }, context) {
      const classes = yield* requireClasses(context, leastClassesOfApgdT, 'APGD-T')
      return yield* worstCase(context, targetedApgdAttempts(Math.min(targets, classes - 1), { norm, ...values }))
    },
  })
}

/** Targeted Auto-PGD: one attempt for each of the likeliest wrong classes, on the images that still stand. */
export const apgdT = apgdTIn('infinity')
export const apgdTL2 = apgdTIn('l2')
