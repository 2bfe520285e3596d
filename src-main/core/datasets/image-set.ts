import type { Shape3 } from '../network/network.ts'

/** One split of a dataset, decoded: uint8 images that are read by index. */
export interface ImageSet {
  readonly count: number
  readonly shape: Shape3
  readonly classes: number
  /** [count] class indices. */
  readonly labels: Int32Array
  /** Copies the images with these indices, one after another, into `target` (row-major, 0 … 255). */
  read(indices: ArrayLike<number>, target: Uint8Array): void
}

/** Images ready for a step. */
export interface Batch {
  /** [batch, height, width, channels] row-major: bytes 0 … 255, or floats in [0, 1]. */
  readonly images: Uint8Array | Float32Array
  readonly labels: Int32Array
  readonly indices: Int32Array
}
