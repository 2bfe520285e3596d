import { findMethod } from '../../core/catalog.ts'
import { bracketFlip, halveFlip, type FlipBracket, type FlipSearch } from '../../core/perturbation/flip.ts'
import type { FlipSearched, QuestionOf } from '../questions.ts'
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
  const isDone = ({ low, high }: FlipBracket): boolean => high === null || high - low <= tolerance

  const began = performance.now()
  let bracket: FlipBracket = from ?? (await own.run((attacked) => bracketFlip(search, attacked)))
  while (!isDone(bracket) && performance.now() - began < shortMs) {
    const present = bracket
    bracket = await own.run((attacked) => halveFlip(search, present, attacked))
  }
  return { ...bracket, isDone: isDone(bracket) }
}
