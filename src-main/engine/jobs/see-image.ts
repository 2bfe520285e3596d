import type { Prediction, SeenImage } from '../../contract/evaluations.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import { drawSeen } from '../../core/evaluation/seen-images.ts'
import { withCorrupted } from '../corrupted-images.ts'
import type { QuestionOf } from '../questions.ts'
import { evaluationBatchSize } from './evaluate-job.ts'
import { floatsToBytes } from './float-bytes.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { lookAt, type Looked } from './look-at.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'

type SeeQuestion = QuestionOf<'see-image'>

/**
 * Makes an image again as its evaluation saw it. Alone first, which is fast; where rounding made the attack end
 * elsewhere than in the evaluation, within the same batch as then.
 */
export async function seeImage(question: SeeQuestion, context: QuestionContext): Promise<SeenImage> {
  const { image } = question.stored
  tellProgress(context, 0, 2, `image ${image}`)
  const kept = keepModel(question, context.backend)
  const alone = await look(kept, question, Int32Array.of(image), context)
  if (isAlike(alone.seenPrediction, question.stored)) return alone

  throwIfAborted(context.signal)
  tellProgress(context, 1, 2, `image ${image} with its batch`)
  const seen = drawSeen(
    withCorrupted(kept.data[question.split], question.corrupted),
    question.condition,
    question.images,
  )
  const place = seen.indexOf(image)
  const start = place - (place % evaluationBatchSize)
  const batch = seen.subarray(start, start + evaluationBatchSize)
  return look(kept, question, batch, context)
}

async function look(
  kept: KeptModel,
  question: SeeQuestion,
  within: Int32Array,
  context: QuestionContext,
): Promise<SeenImage> {
  const { condition, stored } = question
  const read = (choice: SeeQuestion['condition']): Promise<Looked> =>
    lookAt(kept, question, { image: stored.image, within, condition: choice }, context)
  const clean = await read({ id: 'clean', params: {} })
  const seen = condition.id === 'clean' ? clean : await read(condition)
  return {
    shape: [...kept.data[question.split].shape],
    clean: floatsToBytes(clean.pixels),
    seen: floatsToBytes(seen.pixels),
    cleanPrediction: clean.prediction,
    seenPrediction: seen.prediction,
    perturbation: perturbationOf(clean.pixels, seen.pixels),
  }
}

/** Whether it is the same outcome, but for rounding. */
function isAlike(made: Prediction, stored: Prediction): boolean {
  const tolerance = 1e-3 * Math.max(1, Math.abs(stored.margin))
  return made.predicted === stored.predicted && Math.abs(made.margin - stored.margin) <= tolerance
}
