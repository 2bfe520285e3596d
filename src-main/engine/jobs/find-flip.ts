import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../../core/computation.ts'
import { findMethod } from '../../core/catalog.ts'
import type { AttackContext } from '../../core/methods.ts'
import { bracketFlip, halveFlip, type FlipBracket, type FlipSearch } from '../../core/perturbation/flip.ts'
import type { FlipSearched, QuestionOf } from '../protocol.ts'
import { attackedImage, linePoints } from './attacked-image.ts'
import type { QuestionContext } from './question-context.ts'

/** Nobody waits for it with bated breath, and a slider that is moved does: no attack is begun after so long. */
const shortMs = 40

/** Goes on with a search for the least epsilon that flips an image, for a short time. */
export async function findFlip(question: QuestionOf<'find-flip'>, context: QuestionContext): Promise<FlipSearched> {
  const { attack, from, tolerance, maxEpsilon } = question
  const { method, values } = findMethod('attacks', attack)
  const own = attackedImage(question, context)
  const { gradients, forwards } = method.cost(values, { classes: own.images.classes })
  const search: FlipSearch = {
    attackWithin: (epsilon) => (attacked) => method.perturb({ ...values, epsilon }, attacked),
    maxEpsilon,
    // The one gradient is held.
    grid: gradients <= 1 && forwards === 0 ? linePoints - 1 : 1,
  }
  const take = async (turn: (attacked: AttackContext) => Computation<FlipBracket>): Promise<FlipBracket> => {
    let found: FlipBracket | null = null
    const none = await own.run(function* (attacked) {
      found = yield* turn(attacked)
      return [] as tf.Tensor[]
    })
    tf.dispose(none)
    if (!found) throw new Error('A turn ends with a bracket.')
    return found
  }
  const isDone = ({ low, high }: FlipBracket): boolean => high === null || high - low <= tolerance

  const began = performance.now()
  let bracket: FlipBracket = from ?? (await take((attacked) => bracketFlip(search, attacked)))
  while (!isDone(bracket) && performance.now() - began < shortMs) {
    const present = bracket
    bracket = await take((attacked) => halveFlip(search, present, attacked))
  }
  return { ...bracket, isDone: isDone(bracket) }
}
