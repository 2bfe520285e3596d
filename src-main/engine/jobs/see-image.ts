import * as tf from '@tensorflow/tfjs-core'
import type { Prediction, SeenImage } from '../../contract/evaluations.ts'
import { perturbationOf } from '../../core/evaluation/perturbation.ts'
import { predictionsOf } from '../../core/evaluation/predictions.ts'
import { seeImages } from '../../core/evaluation/see-images.ts'
import type { QuestionOf } from '../protocol.ts'
import { evaluationBatchSize } from './evaluate-job.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'
import { floatsToBytes } from './float-bytes.ts'

type SeeQuestion = QuestionOf<'see-image'>

/**
 * Makes an image again as its evaluation saw it. Alone first, which is fast; where rounding made the attack end
 * elsewhere than in the evaluation, within the same batch as then.
 */
export async function seeImage(question: SeeQuestion, context: QuestionContext): Promise<SeenImage> {
  const { image } = question.stored
  tellProgress(context, 0, 2, `image ${image}`)
  const kept = keepModel(question, context.backend)
  const alone = await look(kept, question, Int32Array.of(image))
  if (isAlike(alone.seenPrediction, question.stored)) return alone

  throwIfAborted(context.signal)
  tellProgress(context, 1, 2, `image ${image} with its batch`)
  const start = image - (image % evaluationBatchSize)
  const length = Math.min(evaluationBatchSize, kept.data[question.split].count - start)
  return look(
    kept,
    question,
    Int32Array.from({ length }, (_, i) => start + i),
  )
}

async function look(
  { data, model, classifier }: KeptModel,
  { split, condition, config, stored }: SeeQuestion,
  indices: Int32Array,
): Promise<SeenImage> {
  const images = data[split]
  const at = indices.indexOf(stored.image)
  const sight = { images, condition, seed: config.seed }
  const read = async (...tensors: tf.Tensor[]): Promise<Float32Array[]> => {
    const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()))
    tf.dispose(tensors)
    return values as Float32Array[]
  }
  const of = (choice: SeeQuestion['condition']): tf.Tensor[] =>
    tf.tidy(() => {
      const seen = seeImages(classifier, model, indices, { ...sight, condition: choice })
      const own = seen.slice([at, 0, 0, 0], [1, -1, -1, -1])
      return [own, classifier.logits(model, seen).slice([at, 0], [1, -1])]
    })
  const [clean, cleanLogits, seen, seenLogits] = (await read(...of({ id: 'clean', params: {} }), ...of(condition))) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  const predict = (logits: Float32Array): Prediction =>
    predictionsOf(logits, Int32Array.of(stored.image), images)[0] as Prediction
  return {
    shape: [...images.shape],
    clean: floatsToBytes(clean),
    seen: floatsToBytes(seen),
    cleanPrediction: predict(cleanLogits),
    seenPrediction: predict(seenLogits),
    perturbation: perturbationOf(clean, seen),
  }
}

/** Whether it is the same outcome, but for rounding. */
function isAlike(made: Prediction, stored: Prediction): boolean {
  const tolerance = 1e-3 * Math.max(1, Math.abs(stored.margin))
  return made.predicted === stored.predicted && Math.abs(made.margin - stored.margin) <= tolerance
}
