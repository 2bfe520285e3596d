import type { Shape3 } from '../network/network.ts'
import type { Images } from '../ops/pixels.ts'
import type { PackedBoxes } from './boxes.ts'
import type { CorruptedImages } from './corrupted-images.ts'

/** One split of a dataset, decoded: uint8 images that are read by index. */
export interface ImageSet {
  readonly count: number
  readonly shape: Shape3
  readonly classes: number
  /** [count] class indices. */
  readonly labels: Int32Array
  /** Where the object of each image lies; null or absent: the dataset does not say. */
  readonly boxes?: PackedBoxes | null
  /** Images that somebody else corrupted; null or absent: none are attached. */
  readonly corrupted?: CorruptedImages | null
  /** Copies the images with these indices, one after another, into `target` (row-major, 0 … 255). */
  read(indices: ArrayLike<number>, target: Uint8Array): void
}

/** What is known of a split beside its pixels. */
export interface SplitFacts extends Omit<ImageSet, 'read' | 'corrupted'> {
  readonly corrupted?: Pick<CorruptedImages, 'has'> | null
}

/** Images ready for a step. */
export interface Batch {
  /** [batch, height, width, channels] row-major: bytes 0 … 255, or floats in [0, 1]. */
  readonly images: Uint8Array | Float32Array
  readonly labels: Int32Array
  readonly indices: Int32Array
}

/** Images ready for a step, in arrays or on the device already. There they belong to the step, which disposes of them. */
export type StepBatch = Omit<Batch, 'images'> & { readonly images: Batch['images'] | Images }

/** The values of one image of a set. */
export function imageSizeOf({ shape: [height, width, channels] }: Pick<ImageSet, 'shape'>): number {
  return height * width * channels
}
