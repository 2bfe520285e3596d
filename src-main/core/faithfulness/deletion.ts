import type * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { replacementCurve, type ExplainedImage, type ProbabilityOf } from './replacement-curve.ts'

/** What takes the place of a deleted pixel. */
export type DeletionBaseline = 'mean' | 'black'

/**
 * Deletion: the class's probability [65] while the most salient pixels are taken away first. The smaller the area under
 * the curve, in [0, 1], the more the model needs what the map shows. Petsiuk, Das and Saenko 2018, "RISE", section 4.2,
 * https://arxiv.org/abs/1806.07421. What takes a pixel's place is the mean colour of the image (their code takes that of
 * ImageNet), or black.
 */
export function deletionCurve(
  image: ExplainedImage,
  probabilityOf: ProbabilityOf,
  baseline: DeletionBaseline = 'mean',
): Computation<tf.Tensor1D> {
  return replacementCurve(image, image.pixels, emptied(image, baseline), probabilityOf)
}

function emptied({ pixels, shape: [height, width, channels] }: ExplainedImage, baseline: DeletionBaseline) {
  if (baseline === 'black') return new Float32Array(pixels.length)
  const sums = new Float64Array(channels)
  pixels.forEach((value, i) => (sums[i % channels] = (sums[i % channels] as number) + value))
  return Float32Array.from(pixels, (_, i) => (sums[i % channels] as number) / (height * width))
}
