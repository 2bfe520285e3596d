import type { Batches } from '../datasets/batches.ts'
import { imageSizeOf, type ImageSet } from '../datasets/image-set.ts'
import type { StepRuntime } from './runtime.ts'

/** The part of a card's memory that a run's training images may fill. */
export const residentShare = 1 / 4

/** Whether a run's training images fit on the device, and its batches are a choice of them as they are. */
export function canStayOnDevice(
  set: Pick<ImageSet, 'count' | 'shape'>,
  { isPlain }: Pick<Batches, 'isPlain'>,
  { residentBytes }: Pick<StepRuntime, 'residentBytes'>,
): boolean {
  const imageSize = imageSizeOf(set)
  // Cards gather four bytes at a time.
  return isPlain && imageSize % 4 === 0 && set.count * imageSize <= residentBytes
}
