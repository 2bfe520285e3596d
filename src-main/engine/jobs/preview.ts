import * as tf from '@tensorflow/tfjs-core'
import { maxPixelBytes } from '../../contract/datasets.ts'
import type { Preview } from '../../contract/experiments.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import { runLater } from '../../core/computation.ts'
import { createBatches } from '../../core/datasets/batches.ts'
import type { Batch } from '../../core/datasets/image-set.ts'
import type { Shape3 } from '../../core/network/network.ts'
import { trainingAttackOf } from '../../core/objectives/training-attack.ts'
import { imagesTensor } from '../../core/ops/pixels.ts'
import type { QuestionOf } from '../questions.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { toBytes } from './pixel-bytes.ts'
import type { QuestionContext } from './question-context.ts'
import { readTensors } from './read-tensors.ts'

/**
 * The first training images of a run in the order and with the augmentation of its first epoch, then attacked as its
 * objective trains, with the weights that it starts from (in inference mode, as attacks of the catalog are).
 */
export async function preview(
  { count, ...question }: QuestionOf<'preview'>,
  context: QuestionContext,
): Promise<Preview> {
  const { config } = question
  const kept = keepModel({ ...question, checkpoint: null }, context.backend)
  const { train, shape } = kept.data
  // Order and augmentation depend on epoch and image alone, so a batch of this size holds the first of the first batch.
  const recipe = { images: train, seed: config.seed, batchSize: Math.min(count, train.count, mostOf(shape)) }
  const { augmentations, dataset } = config
  const batch = createBatches({ ...recipe, augmentations, imagesPerClass: dataset.imagesPerClass }).batch(0, 0)
  const plain = new Uint8Array(batch.images.length)
  train.read(batch.indices, plain)
  return {
    shape: [...shape],
    images: [...batch.indices],
    labels: [...batch.labels],
    plain,
    augmented: toBytes(batch.images),
    attacked: await attack(kept, config, batch, context),
  }
}

/** As many images as one answer holds in their three states; one in any case. */
function mostOf([height, width, channels]: Shape3): number {
  return Math.max(1, Math.floor(maxPixelBytes / (3 * height * width * channels)))
}

async function attack(
  { classifier, model, data }: KeptModel,
  config: RunConfig,
  batch: Batch,
  { signal }: QuestionContext,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const choice = trainingAttackOf(config.objective)
  if (choice === null) return null
  const images = imagesTensor(batch.images, [batch.labels.length, ...data.shape])
  const labels = tf.tensor1d(batch.labels, 'int32')
  try {
    const seen = { images, labels, keys: batch.indices, seed: config.seed }
    const { attacked } = await readTensors({
      attacked: await runLater(classifier.attack(model, choice, seen), { signal }),
    })
    return toBytes(attacked)
  } finally {
    tf.dispose([images, labels])
  }
}
