import { stratifiedSplit } from '../../core/datasets/split.ts'
import type { PlannedImage, PlannedSplits } from './decode-files.ts'

/** Gives 20 % of every class to validation, the same images every time. */
export function splitImages(images: readonly PlannedImage[]): PlannedSplits {
  const { train, validation } = stratifiedSplit(images.map(({ label }) => label))
  const pick = (indices: Int32Array): PlannedImage[] => Array.from(indices, (i) => images[i] as PlannedImage)
  return { train: pick(train), validation: pick(validation) }
}
