import type * as tf from '@tensorflow/tfjs-core'
import type { Prediction, SeenImage } from '../../contract/evaluations.ts'
import { gatherRows } from '../../core/attacks/rows.ts'
import { runLater, type Computation } from '../../core/computation.ts'
import { drawImages } from '../../core/datasets/chosen-images.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import { predictionsOf } from '../../core/evaluation/predictions.ts'
import { classifySeen } from '../../core/evaluation/see-images.ts'
import { toPixels } from '../../core/ops/pixels.ts'
import type { QuestionOf } from '../questions.ts'
import { evaluationBatchSize } from './evaluate-job.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'
import { floatsToBytes } from './float-bytes.ts'
import { readTensors } from './read-tensors.ts'

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
  const seen = drawImages(kept.data[question.split].count, question.images)
  const place = seen.indexOf(image)
  const start = place - (place % evaluationBatchSize)
  const batch = seen.subarray(start, start + evaluationBatchSize)
  return look(kept, question, batch, context)
}

async function look(
  { data, model, classifier }: KeptModel,
  { split, condition, config, stored }: SeeQuestion,
  indices: Int32Array,
  { signal }: QuestionContext,
): Promise<SeenImage> {
  const images = data[split]
  const at = indices.indexOf(stored.image)
  const sight = { images, condition, seed: config.seed }
  const ownOf = function* (
    choice: SeeQuestion['condition'],
  ): Computation<{ pixels: tf.Tensor4D; logits: tf.Tensor2D }> {
    const { seen, logits } = yield* classifySeen(classifier, model, indices, { ...sight, condition: choice })
    return { pixels: gatherRows(toPixels(seen), [at]), logits: gatherRows(logits, [at]) }
  }
  const read = async (choice: SeeQuestion['condition']) => readTensors(await runLater(ownOf(choice), { signal }))
  const clean = await read({ id: 'clean', params: {} })
  const seen = condition.id === 'clean' ? clean : await read(condition)
  const predict = (logits: Float32Array): Prediction =>
    predictionsOf(logits, Int32Array.of(stored.image), images)[0] as Prediction
  return {
    shape: [...images.shape],
    clean: floatsToBytes(clean.pixels),
    seen: floatsToBytes(seen.pixels),
    cleanPrediction: predict(clean.logits),
    seenPrediction: predict(seen.logits),
    perturbation: perturbationOf(clean.pixels, seen.pixels),
  }
}

/** Whether it is the same outcome, but for rounding. */
function isAlike(made: Prediction, stored: Prediction): boolean {
  const tolerance = 1e-3 * Math.max(1, Math.abs(stored.margin))
  return made.predicted === stored.predicted && Math.abs(made.margin - stored.margin) <= tolerance
}
