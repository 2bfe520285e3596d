import { maxPixelBytes } from '../../contract/datasets.ts'
import type { TrainingCrops } from '../../contract/training-saw.ts'
import { createBatches, type Batches } from '../../core/datasets/batches.ts'
import { boxLeft } from '../../core/datasets/box-left.ts'
import { boxAt } from '../../core/datasets/boxes.ts'
import { membersOf } from '../../core/datasets/chosen-images.ts'
import { batchRecipe } from '../../core/training/batch-recipe.ts'
import type { QuestionOf } from '../questions.ts'
import { keepModel } from './kept-models.ts'
import { toBytes } from './pixel-bytes.ts'
import { throwIfAborted, type QuestionContext } from './question-context.ts'

/** Makes the crops of one training image again, with the function that made the run's batches. */
export async function trainingCrops(
  question: QuestionOf<'training-crops'>,
  context: QuestionContext,
): Promise<TrainingCrops> {
  const { config, image, step, firstEpoch, offset, limit } = question
  const { train } = keepModel(question, context.backend).data
  const batches = createBatches({ ...batchRecipe(config), images: train })
  const isMember = membersOf(train.labels, train.labels[image] ?? -1, config.dataset.imagesPerClass).includes(image)
  const epochs = isMember ? epochsOf(batches, { image, step, firstEpoch }) : []
  const box = boxAt(train.boxes ?? null, image)
  const [height, width, channels] = train.shape
  throwIfAborted(context.signal)
  const size = height * width * channels
  const page = epochs.slice(offset, offset + Math.min(limit, Math.max(1, Math.floor(maxPixelBytes / size))))
  const pixels = new Uint8Array(page.length * size)
  page.forEach((epoch, place) => pixels.set(toBytes(batches.image(epoch, image)), place * size))
  return {
    shape: [height, width, channels],
    epochs,
    firstEpoch,
    boxLeft: box && epochs.map((epoch) => boxLeft(box, batches.origins(epoch, image), [height, width])),
    box,
    pixels,
  }
}

/** Those that are trained whole after so many steps, and the one under way where its batches so far held the image. */
function epochsOf(
  batches: Batches,
  { image, step, firstEpoch }: { image: number; step: number; firstEpoch: number },
): number[] {
  const whole = Math.floor(step / batches.perEpoch)
  const trained = Array.from({ length: Math.max(0, whole - firstEpoch) }, (_, i) => firstEpoch + i)
  const begun = Array.from({ length: step % batches.perEpoch }, (_, index) => batches.indices(whole, index))
  return begun.some((indices) => indices.includes(image)) ? [...trained, whole] : trained
}
