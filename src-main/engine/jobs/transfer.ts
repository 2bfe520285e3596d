import * as tf from '@tensorflow/tfjs-core'
import { verdictsOf } from '../../core/attacks/verdicts.ts'
import { runLater } from '../../core/computation.ts'
import { uploadImages, uploadLabels } from '../../core/datasets/upload-images.ts'
import { toCommonSize } from '../../core/evaluation/common-size.ts'
import type { Images } from '../../core/ops/pixels.ts'
import type { QuestionOf } from '../questions.ts'
import { fillUp } from './fill-up.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import { keepModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'
import { requireFinite } from './require-finite.ts'

/** Adversarial images, as an evaluation under this attack sees them. */
export async function attackImages(
  question: QuestionOf<'attack-images'>,
  { backend, signal }: QuestionContext,
): Promise<{ pixels: Uint8Array<ArrayBuffer> }> {
  const { images: wanted, batch, split, attack, config } = question
  const { data, classifier, model } = keepModel(question, backend)
  const keys = Int32Array.from(fillUp(wanted, Math.max(batch, wanted.length)))
  const images = uploadImages(data[split], keys)
  const labels = uploadLabels(data[split], keys)
  try {
    const attacked = runLater(classifier.attack(model, attack, { images, labels, keys, seed: config.seed }), { signal })
    const { pixels } = await readTensors({ pixels: await attacked })
    return { pixels: floatsToBytes(pixels.subarray(0, (pixels.length / keys.length) * wanted.length)) }
  } finally {
    tf.dispose([images, labels])
  }
}

/** Whether the model is right about each image, as it is in the dataset or as the pixels have it. */
export async function judgeImages(
  question: QuestionOf<'judge-images'>,
  { backend, signal }: QuestionContext,
): Promise<{ isRight: boolean[] }> {
  const { images: wanted, pixels, split } = question
  const { data, classifier, model } = keepModel(question, backend)
  const numbers = Int32Array.from(wanted)
  const images: Images = pixels
    ? tf.tensor4d(bytesToFloats(pixels), [wanted.length, ...data[split].shape])
    : uploadImages(data[split], numbers)
  const labels = uploadLabels(data[split], numbers)
  try {
    const judged = toCommonSize({ images }, question.batch, (rows) => classifier.logits(model, rows.images))
    const logits = await runLater(judged, { signal })
    const sentence = 'The logits of these images are not all finite numbers, so nothing is known of them.'
    requireFinite(await logits.data<'float32'>(), sentence)
    const verdicts = verdictsOf(logits, labels)
    logits.dispose()
    return { isRight: verdicts.map(({ isRight }) => isRight) }
  } finally {
    tf.dispose([images, labels])
  }
}
