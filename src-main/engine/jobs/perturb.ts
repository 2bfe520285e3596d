import type { PerturbedImage } from '../../contract/perturbations.ts'
import { findMethod } from '../../core/catalog.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import type { QuestionOf } from '../questions.ts'
import { attackedImage, classifyPoints, readPoints } from './attacked-image.ts'
import { floatsToBytes } from './float-bytes.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/** One image under an attack. */
export async function perturb(question: QuestionOf<'perturb'>, context: QuestionContext): Promise<PerturbedImage> {
  const { method, values } = findMethod('attacks', question.attack)
  const own = attackedImage(question, context)
  const found = await own.run(function* (attacked) {
    const images = yield* method.perturb(values, attacked)
    return { images, logits: yield* classifyPoints(own, images) }
  })
  const { images, logits } = await readTensors(found)
  const { gradients, forwards } = method.cost(values, { classes: own.images.classes })
  const [point] = readPoints(own, question, logits)
  if (!point) throw new Error('One image was classified.')
  return {
    shape: [...own.images.shape],
    pixels: floatsToBytes(images),
    ...point,
    perturbation: perturbationOf(own.clean, images),
    passes: gradients + forwards,
  }
}
