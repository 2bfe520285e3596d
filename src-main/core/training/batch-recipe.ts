import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { BatchRecipe } from '../datasets/batches.ts'

/** What a run's configuration says about its batches. */
export function batchRecipe({
  objective,
  augmentations,
  seed,
  batchSize,
  dataset: { imagesPerClass },
}: RunConfig): Omit<BatchRecipe, 'images'> {
  const { method, values } = findMethod('objectives', objective)
  return { augmentations, seed, batchSize, imagesPerClass, repeats: method.repeats?.(values) ?? 1 }
}
