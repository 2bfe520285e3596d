import { defineAttack, type Attack, type AttackCost } from '../methods.ts'
import { towards } from './boundary.ts'
import { attemptWithin, fabParams, fabSource, type BoundarySearch } from './boundary-search.ts'
import { requireClasses } from './classes.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { targetsParam, towardsEach } from './targets.ts'
import { costOfWorstCase, worstCase, type Attempt } from './worst-case.ts'

/** What they cost. */
export const costsOfTargetedFab = (targets: number, steps: number): AttackCost[] =>
  Array.from({ length: targets }, () => ({ gradients: steps, forwards: 1 + steps }))

/** Attempts of FAB towards the 2nd, 3rd … most likely class, from the images. */
export function targetedFabAttempts(
  targets: number,
  { epsilon, ...search }: Omit<BoundarySearch, 'linearize' | 'epsilon'> & { readonly epsilon: number },
): Attempt[] {
  return towardsEach(targets, (wanted, part) => attemptWithin(epsilon, { ...search, linearize: towards(wanted) }, part))
}

function fabTIn(norm: BallNorm): Attack {
  return defineAttack({
    ...namesIn(norm, 'fab-t', 'FAB-T'),
    source: fabSource,
    params: { epsilon: radiusParam(norm), ...fabParams, targets: targetsParam },
    bounds: ({ epsilon }) => ({ norm, radius: epsilon, inRange: true }),
    cost: ({ targets, steps }, { classes }) =>
      costOfWorstCase(costsOfTargetedFab(Math.min(targets, classes - 1), steps), 1),
    *perturb({ targets, ...values }, context) {
      const classes = yield* requireClasses(context, 2, 'FAB-T')
      return yield* worstCase(context, targetedFabAttempts(Math.min(targets, classes - 1), { norm, ...values }))
    },
  })
}

/**
 * Fast adaptive boundary attack towards each of the likeliest wrong classes: looks for the nearest misclassified point,
 * and counts it where it lies within epsilon.
 */
export const fabT = fabTIn('infinity')
export const fabTL2 = fabTIn('l2')
