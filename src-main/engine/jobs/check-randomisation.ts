import * as tf from '@tensorflow/tfjs-core'
import type { RandomisationCheck } from '../../contract/map-scores.ts'
import { runLater } from '../../core/computation.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import { uploadLabels } from '../../core/datasets/upload-images.ts'
import { randomisationCheck } from '../../core/faithfulness/randomisation.ts'
import type { QuestionOf } from '../protocol.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { tellProgress, type QuestionContext } from './question-context.ts'

type CheckQuestion = QuestionOf<'check-randomisation'>

/** Explains the same images and classes with the model, and with weights that were drawn anew. */
export async function checkRandomisation(
  question: CheckQuestion,
  context: QuestionContext,
): Promise<RandomisationCheck> {
  const { method } = question
  const { backend } = context
  tellProgress(context, 0, 2, `${method.id} of the model`)
  const maps = await explainImages(keepModel(question, backend), question, context)
  tellProgress(context, 1, 2, `${method.id} of random weights`)
  // From another seed, since the model may still be near to what it started from.
  const config = { ...question.config, seed: question.config.seed ^ 1 }
  const random = keepModel({ ...question, config, checkpoint: null, initialWeights: null }, backend)
  return randomisationCheck(maps, await explainImages(random, question, context))
}

async function explainImages(
  { network, model, explainer, data }: KeptModel,
  { count, method, split }: CheckQuestion,
  { signal }: QuestionContext,
): Promise<Float32Array[]> {
  const set = data[split]
  // Apart from one another, since neighbours are often of one class.
  const n = Math.min(count, set.count)
  const keys = Int32Array.from({ length: n }, (_, i) => Math.floor(((i + 0.5) * set.count) / n))
  const images = tf.tensor4d(readPixels(set, keys), [n, ...network.inputShape])
  const classes = uploadLabels(set, keys)
  const target = tf.tidy(() => tf.cast(tf.oneHot(classes, network.classes), 'float32') as tf.Tensor2D)
  try {
    const { maps, figures } = await runLater(explainer.explain(model, method, { images, target, keys }), { signal })
    const values = await maps.data<'float32'>()
    tf.dispose([maps, ...Object.values(figures)])
    const size = values.length / n
    return Array.from({ length: n }, (_, i) => Float32Array.from(values.subarray(i * size, (i + 1) * size)))
  } finally {
    tf.dispose([images, classes, target])
  }
}
