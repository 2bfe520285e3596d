import * as tf from '@tensorflow/tfjs-core'
import type { Classification } from '../../contract/image-files.ts'
import { runLater } from '../../core/computation.ts'
import { classificationOf } from '../../core/evaluation/predictions.ts'
import type { QuestionOf } from '../questions.ts'
import { bytesToFloats } from './float-bytes.ts'
import { keepModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'
import { requireFinite } from './require-finite.ts'

/** What the model says of the given pixels. Throws `not-a-number` where its logits are not finite. */
export async function classifyImage(
  question: QuestionOf<'classify-image'>,
  { backend, signal }: QuestionContext,
): Promise<Classification> {
  const { network, classifier, model } = keepModel(question, backend)
  const images = tf.tensor4d(bytesToFloats(question.pixels), [1, ...network.inputShape])
  try {
    const { logits } = await readTensors({ logits: await runLater(classifier.logits(model, images), { signal }) })
    requireFinite(logits, 'The logits of this image are not finite numbers, so it has no class.', 'weights or logits')
    return classificationOf(logits)
  } finally {
    tf.dispose(images)
  }
}
