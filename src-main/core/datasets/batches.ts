import type { MethodChoice } from '../../contract/method.ts'
import { createRandom, type Random } from '../random.ts'
import { createAugmenter } from './augmenter.ts'
import { chooseImages } from './chosen-images.ts'
import { imageSizeOf, type Batch, type ImageSet } from './image-set.ts'

/** What decides every batch of a run, with the images. */
export interface BatchRecipe {
  readonly images: ImageSet
  /** Applied in this order to every image. */
  readonly augmentations: readonly MethodChoice[]
  readonly seed: number
  readonly batchSize: number
  /** Images of each class that take part; null or absent: all. */
  readonly imagesPerClass?: number | null
  /** How often in a row each batch comes. Default 1. */
  readonly repeats?: number
}

export interface Batches {
  /** Images in one epoch. */
  readonly count: number
  /** Images in the first batch of an epoch: no batch has more. */
  readonly largest: number
  /** Batches in one epoch, repeated ones counted. The last one holds the rest, so it may be smaller; no image is dropped. */
  readonly perEpoch: number
  /** Whether images are as they are in the set: there is no augmentation. */
  readonly isPlain: boolean
  /** Whether images are bytes: no augmentation makes values between them. */
  readonly areBytes: boolean
  /** Which images are in a batch, in its order. */
  indices(epoch: number, index: number): Int32Array
  /**
   * The batch with this index (0 first) of this epoch (0 first), written into `room` (default: new arrays). It depends on
   * seed, epoch and index alone; what an image receives on seed, epoch and image alone.
   */
  batch(epoch: number, index: number, room?: BatchRoom): Batch
  /** What one image of the set is in this epoch, as its batch holds it. */
  image(epoch: number, image: number): Batch['images']
  /** For each pixel of that, [height, width] row-major, the pixel of the set's image that it shows; −1: padding. */
  origins(epoch: number, image: number): Int32Array
}

/** Arrays for the largest batch: bytes or floats for the images, as the batches are. */
export type BatchRoom = Batch

const orderStream = 1
const augmentationStream = 2

/**
 * Cuts an image set into shuffled, augmented batches; every image that takes part appears once in every epoch,
 * or in `repeats` batches in a row, augmented alike.
 * Throws `invalid-input` with the nearest name for an augmentation that does not exist.
 */
export function createBatches({
  images: set,
  augmentations,
  seed,
  batchSize,
  imagesPerClass = null,
  repeats = 1,
}: BatchRecipe): Batches {
  const { shape } = set
  const members = chooseImages(set.labels, imagesPerClass)
  const count = members.length
  const augmenter = createAugmenter(augmentations, shape)
  const { areBytes } = augmenter
  const imageSize = imageSizeOf(set)
  const largest = Math.min(batchSize, count)
  const read = areBytes ? null : new Uint8Array(largest * imageSize)
  let order: { epoch: number; indices: Int32Array } = { epoch: -1, indices: new Int32Array(0) }

  function indices(epoch: number, index: number): Int32Array {
    if (order.epoch !== epoch) {
      const places = createRandom(seed, orderStream, epoch).permutation(count)
      order = { epoch, indices: places.map((place) => members[place] as number) }
    }
    const place = Math.floor(index / repeats)
    return order.indices.slice(place * batchSize, (place + 1) * batchSize)
  }

  const drawsOf = (epoch: number, image: number): Random => createRandom(seed, augmentationStream, epoch, image)
  const readOne = (image: number): Uint8Array => {
    const bytes = new Uint8Array(imageSize)
    set.read([image], bytes)
    return bytes
  }

  return {
    count,
    largest,
    perEpoch: Math.ceil(count / batchSize) * repeats,
    isPlain: augmenter.isPlain,
    areBytes,
    indices,
    batch(epoch, index, room = createRoom(largest, imageSize, areBytes)) {
      const chosen = indices(epoch, index)
      const batch = {
        images: room.images.subarray(0, chosen.length * imageSize),
        labels: room.labels.subarray(0, chosen.length),
        indices: room.indices.subarray(0, chosen.length),
      }
      const bytes = read?.subarray(0, batch.images.length) ?? (batch.images as Uint8Array)
      set.read(chosen, bytes)
      batch.indices.set(chosen)
      chosen.forEach((image, place) => {
        batch.labels[place] = set.labels[image] as number
        const own = bytes.subarray(place * imageSize, (place + 1) * imageSize)
        const pixels = areBytes ? null : batch.images.subarray(place * imageSize, (place + 1) * imageSize)
        augmenter.apply(own, pixels as Float32Array | null, drawsOf(epoch, image))
      })
      return batch
    },
    image(epoch, image) {
      const bytes = readOne(image)
      const pixels = areBytes ? null : new Float32Array(imageSize)
      augmenter.apply(bytes, pixels, drawsOf(epoch, image))
      return pixels ?? bytes
    },
    origins: (epoch, image) => augmenter.origins(readOne(image), drawsOf(epoch, image)),
  }
}

function createRoom(count: number, imageSize: number, areBytes: boolean): BatchRoom {
  const length = count * imageSize
  return {
    images: areBytes ? new Uint8Array(length) : new Float32Array(length),
    labels: new Int32Array(count),
    indices: new Int32Array(count),
  }
}
