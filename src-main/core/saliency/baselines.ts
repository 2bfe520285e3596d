import * as tf from '@tensorflow/tfjs-core'
import { withinBorder } from '../corruptions/borders.ts'
import { gaussianKernel } from '../corruptions/gaussian-filter.ts'
import type { SaliencyContext } from '../methods.ts'
import { choice } from '../params.ts'
import { alongRowsAndColumns, axisMatrix, type AxisMatrix } from './axis-matrices.ts'

const options = { black: 'Black', white: 'White', blurred: 'The image, blurred', uniform: 'Uniform noise' } as const

export type Baseline = keyof typeof options

export const baselineParam = choice<Baseline>({
  default: 'black',
  options,
  help: 'The image that stands for no evidence. What is as dark as a black baseline, or as even as a blurred one, gets nothing.',
})

/** Of the blur, as a part of the image's side. */
const blurShare = 1 / 16

/** The streams before it are for other noise of a method. */
const baselineStream = 1 << 20

/**
 * Images without evidence, of the shape and range of the context's (Sturmfels et al. 2020,
 * https://doi.org/10.23915/distill.00022): black, white, blurred by a Gaussian of a sixteenth of the side and mirrored at
 * the borders, or each value uniform in [0, 1).
 */
export function baselineOf(
  baseline: Baseline,
  { images, noise }: Pick<SaliencyContext, 'images' | 'noise'>,
): tf.Tensor4D {
  const [, height, width, channels] = images.shape
  switch (baseline) {
    case 'black':
      return tf.zerosLike(images)
    case 'white':
      return tf.onesLike(images)
    case 'blurred':
      return alongRowsAndColumns(images, gaussian(height), gaussian(width))
    case 'uniform':
      return noise([height, width, channels], baselineStream) as tf.Tensor4D
  }
}

function gaussian(length: number): AxisMatrix {
  const deviation = length * blurShare
  const radius = Math.ceil(4 * deviation)
  const weights = [...gaussianKernel(deviation, radius)]
  return axisMatrix(length, length, (row) =>
    weights.map((weight, i) => [withinBorder(row + i - radius, length, 'mirror'), weight]),
  )
}
