import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { BatchRecipe } from '../datasets/batches.ts'

/** What decides a run's batches, but its images. */
export type RunBatches = Omit<BatchRecipe, 'images'>

/** What a run's configuration says about its batches. */
export function batchRecipe({
  objective,
  augmentations,
  seed,
  batchSize,
  dataset: { imagesPerClass },
}: RunConfig): RunBatches {
  const { method, values } = findMethod('objectives', objective)
  return { augmentations, seed, batchSize, imagesPerClass, repeats: method.repeats?.(values) ?? 1 }
}
