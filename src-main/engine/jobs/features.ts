import * as tf from '@tensorflow/tfjs-core'
import { runLater } from '../../core/computation.ts'
import { membersOf } from '../../core/datasets/chosen-images.ts'
import { uploadImages } from '../../core/datasets/upload-images.ts'
import { predictionsOf } from '../../core/evaluation/predictions.ts'
import { featureLayer } from '../../core/network/feature-layer.ts'
import type { Images } from '../../core/ops/pixels.ts'
import type { ClassFeatures, ImageFeatures, QuestionOf } from '../questions.ts'
import { fillUp } from './fill-up.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'
import { requireFinite } from './require-finite.ts'

/** The features of the given pixels. */
export async function imageFeatures(
  question: QuestionOf<'image-features'>,
  context: QuestionContext,
): Promise<ImageFeatures> {
  const kept = keepModel(question, context.backend)
  const { network } = kept
  const images = tf.tensor4d(bytesToFloats(question.pixels), [1, ...network.inputShape])
  const { features } = await compute(kept, images, context)
  return { layer: featureLayer(network).name, features: floatsToBytes(features) }
}

/** The features of some training images of a class, and what the model says of these. */
export async function classFeatures(
  question: QuestionOf<'class-features'>,
  context: QuestionContext,
): Promise<ClassFeatures> {
  const { class: wanted, offset, limit, config } = question
  const kept = keepModel(question, context.backend)
  const { train } = kept.data
  const all = membersOf(train.labels, wanted, config.dataset.imagesPerClass)
  const page = all.slice(offset, offset + limit)
  const told = { layer: featureLayer(kept.network).name, total: all.length, images: [...page] }
  if (page.length === 0) return { ...told, predicted: [], confidence: [], features: new Uint8Array() }
  const images = uploadImages(train, Int32Array.from(fillUp(page, limit)))
  const { features, logits } = await compute(kept, images, context)
  const predictions = predictionsOf(logits, page, train)
  return {
    ...told,
    predicted: predictions.map(({ predicted }) => predicted),
    confidence: predictions.map(({ confidence }) => confidence),
    features: floatsToBytes(features.subarray(0, (features.length / limit) * page.length)),
  }
}

/** Disposes of the images. Throws `not-a-number`, since what is not finite is near to nothing. */
async function compute(
  { classifier, model }: KeptModel,
  images: Images,
  { signal }: QuestionContext,
): Promise<{ features: Float32Array; logits: Float32Array }> {
  try {
    const found = await readTensors(await runLater(classifier.features(model, images), { signal }))
    const sentence = 'The features of these images are not all finite numbers, so none is nearest.'
    for (const values of [found.features, found.logits]) requireFinite(values, sentence, 'weights or its activations')
    return found
  } finally {
    tf.dispose(images)
  }
}
