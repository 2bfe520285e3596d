import type * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { defineAttack, type Attack, type AttackContext } from '../methods.ts'
import { namesIn, radiusParam, type BallNorm } from './radius-param.ts'
import { squareL2Moves } from './square-ball.ts'
import { squareMoves } from './square-cube.ts'
import { costOfSquares, searchSquares, squareParams, squareSource, type SquareValues } from './square-search.ts'
import { costOfWorstCase, worstCase } from './worst-case.ts'

/** One attempt within this radius, on images that are classified rightly. */
export function* attemptSquare(
  { norm, epsilon, ...values }: SquareValues & { readonly norm: BallNorm; readonly epsilon: number },
  context: AttackContext,
): Computation<tf.Tensor4D> {
  const movesOf = norm === 'infinity' ? squareMoves : squareL2Moves
  const { images } = yield* searchSquares(values, movesOf(epsilon, context.images.shape[3]), context)
  return images
}

function squareIn(norm: BallNorm): Attack {
  return defineAttack({
    ...namesIn(norm, 'square', 'Square'),
    source: squareSource,
    params: { epsilon: radiusParam(norm), ...squareParams },
    searchesByLogits: true,
    bounds: ({ epsilon }) => ({ norm, radius: epsilon, inRange: true }),
    cost: ({ queries }) => costOfWorstCase([costOfSquares(queries)]),
    perturb: (values, context) => worstCase(context, [(part) => attemptSquare({ norm, ...values }, part)]),
  })
}

/** Square attack: random search, in each query in a window of its own, without gradients. */
export const square = squareIn('infinity')
export const squareL2 = squareIn('l2')
