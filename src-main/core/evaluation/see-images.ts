import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { Computation } from '../computation.ts'
import { imageSizeOf, type ImageSet } from '../datasets/image-set.ts'
import { isSceneTransform } from '../methods.ts'
import { createRandom } from '../random.ts'
import type { AttackedModel, Classifier, FoldedModel } from './classifier.ts'
import { resolveCondition } from './condition.ts'
import { readPixels } from '../datasets/pixels.ts'
import { uploadImages, uploadLabels } from '../datasets/upload-images.ts'
import type { Images } from '../ops/pixels.ts'

/** What decides, with the model, how an evaluation sees its images. */
export interface Sight {
  readonly images: ImageSet
  readonly condition: MethodChoice
  /** Seeds corruptions and random starts, per image. */
  readonly seed: number
}

/**
 * The images with these indices as they are under the condition, [batch, height, width, channels]; as bytes where nothing
 * changes them. What an image becomes depends on itself, its index, seed and model; its neighbours in the batch change
 * it by rounding at most.
 */
function* seeImages(
  classifier: Classifier,
  model: AttackedModel,
  indices: Int32Array,
  { images: set, condition: choice, seed }: Sight,
  made?: Float32Array,
): Computation<Images> {
  const condition = resolveCondition(choice)
  const pixels = made ?? corruptedPixels(indices, { images: set, condition: choice, seed })
  if (pixels) return tf.tensor4d(pixels, [indices.length, ...set.shape])
  const images = uploadImages(set, indices)
  if (condition.kind === 'clean') return images
  const batch = { images, labels: uploadLabels(set, indices), keys: indices, seed }
  return yield* classifier.attack(model, condition, batch)
}

/** The same, with the logits [batch, classes] of what is seen. `made`: what `corruptedPixels` gave before. */
export function* classifySeen(
  classifier: Classifier,
  model: AttackedModel & FoldedModel,
  indices: Int32Array,
  sight: Sight,
  made?: Float32Array,
): Computation<{ seen: Images; logits: tf.Tensor2D }> {
  const seen = yield* seeImages(classifier, model, indices, sight, made)
  return { seen, logits: yield* classifier.logits(model, seen) }
}

/** Pixels [images · values] under a corruption, row-major in [0, 1]; null where the condition is none. */
export function corruptedPixels(indices: Int32Array, { images, condition, seed }: Sight): Float32Array | null {
  if (resolveCondition(condition).kind !== 'corruption') return null
  const pixels = readPixels(images, indices)
  const { method, values } = findMethod('corruptions', condition)
  const size = imageSizeOf(images)
  indices.forEach((index, i) => {
    const image = pixels.subarray(i * size, (i + 1) * size)
    const random = createRandom(seed, index)
    if (isSceneTransform(method)) method.apply(values, image, { images, index }, random)
    else method.apply(values, image, images.shape, random)
  })
  return pixels
}
