import { findEntry, resolveParams } from '../../contract/catalog.ts'
import type { MethodChoice, ParamValue } from '../../contract/method.ts'
import { augmentations as registry } from '../augmentations/index.ts'
import { readPixels } from './pixels.ts'
import type { ImageTransform } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'
import { createRandom } from '../random.ts'
import type { Batch, ImageSet } from './image-set.ts'

/** What decides every batch of a run, with the images. */
export interface BatchRecipe {
  readonly images: ImageSet
  /** Applied in this order to every image. */
  readonly augmentations: readonly MethodChoice[]
  readonly seed: number
  readonly batchSize: number
}

export interface Batches {
  /** Batches in one epoch. The last one holds the rest, so it may be smaller; no image is dropped. */
  readonly perEpoch: number
  /** The batch with this index (0 first) of this epoch (0 first), in arrays of its own. Pure. */
  batch(epoch: number, index: number): Batch
}

/** An augmentation with its parameters filled in. */
export interface ResolvedAugmentation {
  readonly transform: ImageTransform
  readonly values: Readonly<Record<string, ParamValue>>
}

const orderStream = 1
const augmentationStream = 2

/** Finds augmentations by id and fills in their parameters. Throws `invalid-input` with the nearest valid name. */
export function resolveAugmentations(choices: readonly MethodChoice[]): readonly ResolvedAugmentation[] {
  return choices.map((choice) => {
    const transform = findEntry('augmentations', registry, choice.id)
    return { transform, values: resolveParams(transform, choice.params) }
  })
}

/**
 * Changes one image in place exactly as a run with this seed does in this epoch: the numbers depend on seed, epoch and
 * image index alone, so what an image received can be replayed. `pixels`: [height, width, channels] in [0, 1].
 */
export function augmentImage(
  pixels: Float32Array,
  shape: Shape3,
  augmentations: readonly ResolvedAugmentation[],
  at: { readonly seed: number; readonly epoch: number; readonly image: number },
): void {
  const random = createRandom(at.seed, augmentationStream, at.epoch, at.image)
  for (const { transform, values } of augmentations) transform.apply(values, pixels, shape, random)
}

/** Cuts an image set into shuffled, augmented batches; every image appears once in every epoch. */
export function createBatches({ images, augmentations, seed, batchSize }: BatchRecipe): Batches {
  const resolved = resolveAugmentations(augmentations)
  const imageSize = images.shape[0] * images.shape[1] * images.shape[2]
  let order: { epoch: number; indices: Int32Array } = { epoch: -1, indices: new Int32Array(0) }

  const orderOf = (epoch: number): Int32Array => {
    if (order.epoch !== epoch) {
      order = { epoch, indices: createRandom(seed, orderStream, epoch).permutation(images.count) }
    }
    return order.indices
  }

  return {
    perEpoch: Math.ceil(images.count / batchSize),
    batch(epoch, index) {
      const indices = orderOf(epoch).slice(index * batchSize, (index + 1) * batchSize)
      const pixels = readPixels(images, indices)
      indices.forEach((image, position) => {
        const own = pixels.subarray(position * imageSize, (position + 1) * imageSize)
        augmentImage(own, images.shape, resolved, { seed, epoch, image })
      })
      return { images: pixels, labels: indices.map((image) => images.labels[image] as number), indices }
    },
  }
}
