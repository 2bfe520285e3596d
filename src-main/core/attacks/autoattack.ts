import { defineAttack, type Attack } from '../methods.ts'
import { number } from '../params.ts'
import { attemptApgd } from './apgd.ts'
import { costsOfTargetedApgd, leastClassesOfApgdT, targetedApgdAttempts } from './apgd-t.ts'
import { requireClasses } from './classes.ts'
import { costsOfTargetedFab, targetedFabAttempts } from './fab-t.ts'
import { crossEntropy } from './losses.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { costOfSquares } from './square-search.ts'
import { attemptSquare } from './square.ts'
import { targetsParam } from './targets.ts'
import { costOfWorstCase, worstCase } from './worst-case.ts'

function autoAttackIn(norm: BallNorm): Attack {
  return defineAttack({
    ...namesIn(norm, 'autoattack', 'AutoAttack standard'),
    source:
      'Croce and Hein 2020, section 5, https://arxiv.org/abs/2003.01690; code: https://github.com/fra31/auto-attack',
    params: {
      epsilon: radiusParam(norm),
      steps: number({
        ...{ default: 100, min: 1, max: 10_000, step: 1 },
        help: 'Steps of each attempt of APGD and FAB. Standard: 100.',
      }),
      targets: targetsParam,
      queries: number({ default: 5000, min: 1, max: 100_000, step: 1, help: 'Queries of Square. Standard: 5000.' }),
    },
    searchesByLogits: true,
    bounds: ({ epsilon }) => ({ norm, radius: epsilon, inRange: true }),
    cost({ steps, targets, queries }, { classes }) {
      const others = Math.min(targets, classes - 1)
      const [apgd, fab] = [costsOfTargetedApgd(others, steps), costsOfTargetedFab(others, steps)]
      return costOfWorstCase([{ gradients: steps + 1, forwards: 0 }, ...apgd, ...fab, costOfSquares(queries)], 1)
    },
    *perturb({ epsilon, steps, targets, queries }, context) {
      const classes = yield* requireClasses(context, leastClassesOfApgdT, 'AutoAttack')
      const others = Math.min(targets, classes - 1)
      const apgd = { norm, epsilon, steps, rho: 0.75 }
      const fab = { norm, epsilon, steps, alphaMax: 0.1, eta: 1.05, beta: 0.9 }
      const squares = { norm, epsilon, queries, firstShare: 0.8, schedule: 'fixed' } as const
      return yield* worstCase(context, [
        (part) => attemptApgd({ ...apgd, loss: crossEntropy }, part),
        ...targetedApgdAttempts(others, apgd),
        ...targetedFabAttempts(others, fab),
        (part) => attemptSquare(squares, part),
      ])
    },
  })
}

/**
 * AutoAttack's standard version: APGD-CE, APGD-T, FAB-T and Square in turn, each on the images that still stand, and of
 * every image the worst case. The published figures are of the defaults.
 */
export const autoattack = autoAttackIn('infinity')
export const autoattackL2 = autoAttackIn('l2')
