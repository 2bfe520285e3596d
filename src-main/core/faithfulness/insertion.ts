import type * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import { gaussianFilter } from '../corruptions/gaussian-filter.ts'
import { replacementCurve, type ExplainedImage, type ProbabilityOf } from './replacement-curve.ts'

/** Of the shorter side; see below. */
const blur = 1 / 16

/**
 * Insertion: the class's probability [65] while the most salient pixels are brought into a blurred image first. The larger
 * the area under the curve, in [0, 1], the sooner what the map shows is enough. Petsiuk, Das and Saenko 2018, "RISE",
 * section 4.2, https://arxiv.org/abs/1806.07421. Their blur is Gaussian within 11 of 224 pixels; ours has a standard
 * deviation of a sixteenth of the side, since as small a part of a 64-pixel image would leave its object to be seen.
 */
export function insertionCurve(image: ExplainedImage, probabilityOf: ProbabilityOf): Computation<tf.Tensor1D> {
  const { pixels, shape } = image
  const blurred = Float32Array.from(gaussianFilter(pixels, shape, blur * Math.min(shape[0], shape[1])))
  return replacementCurve(image, blurred, pixels, probabilityOf)
}
