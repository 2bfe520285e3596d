import type { CorruptedImage } from '../../contract/perturbations.ts'
import { AppError } from '../../contract/wire.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import { partialCondition } from '../../core/evaluation/seen-images.ts'
import { withCorrupted } from '../corrupted-images.ts'
import type { QuestionOf } from '../questions.ts'
import { floatsToBytes } from './float-bytes.ts'
import { keepModel } from './kept-models.ts'
import { lookAt } from './look-at.ts'
import type { QuestionContext } from './question-context.ts'

/** One image under a corruption, as an evaluation would see it. Throws `invalid-input` where it does not suit the image. */
export async function corrupt(question: QuestionOf<'corrupt'>, context: QuestionContext): Promise<CorruptedImage> {
  const { split, image, condition, corrupted } = question
  const kept = keepModel(question, context.backend)
  const images = withCorrupted(kept.data[split], corrupted)
  const partial = partialCondition(condition)
  if (partial && !partial.suits(images, image)) {
    const { title, leftOut, remedy } = partial.method
    const message = `"${title}" does not suit this image: images are left out that ${leftOut}.`
    throw new AppError('invalid-input', message, { hint: remedy })
  }
  const within = Int32Array.of(image)
  const { pixels, prediction } = await lookAt(kept, question, { image, within, condition }, context)
  return {
    shape: [...images.shape],
    pixels: floatsToBytes(pixels),
    prediction,
    perturbation: perturbationOf(readPixels(images, within), pixels),
  }
}
