import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import { chooseImages } from '../datasets/chosen-images.ts'
import type { ImageSet } from '../datasets/image-set.ts'

/**
 * What the objective multiplies the loss of each class's images by, from the numbers of those that take part in the run;
 * null where all weigh 1.
 */
export function classWeights(
  { objective, dataset }: Pick<RunConfig, 'objective' | 'dataset'>,
  { labels, classes }: Pick<ImageSet, 'labels' | 'classes'>,
): readonly number[] | null {
  const { method, values } = findMethod('objectives', objective)
  if (!method.classWeights) return null
  const counts = Array.from({ length: classes }, () => 0)
  for (const index of chooseImages(labels, dataset.imagesPerClass)) {
    const label = labels[index] as number
    counts[label] = (counts[label] as number) + 1
  }
  return method.classWeights(values, counts)
}
