import type { GradientLine } from '../../contract/perturbations.ts'
import { findMethod } from '../../core/catalog.ts'
import { alongGradient } from '../../core/perturbation/gradient-line.ts'
import type { QuestionOf } from '../questions.ts'
import { attackedImage, classifyPoints, linePoints, requireFiniteLogits } from './attacked-image.ts'
import { floatsToBytes } from './float-bytes.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/** Logits of an image along its gradient, in the norm of the attack: one pass forward of all points. */
export async function gradientLine(
  question: QuestionOf<'gradient-line'>,
  context: QuestionContext,
): Promise<GradientLine> {
  const { method, values } = findMethod('attacks', question.attack)
  const { norm } = method.bounds(values)
  const own = attackedImage(question, context)
  const side = (linePoints - 1) / 2
  const epsilons = Array.from({ length: linePoints }, (_, i) => ((i - side) * question.maxEpsilon) / side)
  const { isFlat, ...found } = await own.run(function* (attacked) {
    const line = yield* alongGradient(norm, epsilons, attacked)
    return { isFlat: line.isFlat, logits: yield* classifyPoints(own, line.images) }
  })
  const { logits } = await readTensors(found)
  requireFiniteLogits(logits)
  return { norm, epsilons, logits: floatsToBytes(logits), isFlat }
}
