import type { Shape3 } from '../network/network.ts'
import { bandsOf, keptBands, mapAxes, type Bands } from './bands.ts'
import { withinBorder, type Border } from './borders.ts'

/**
 * `skimage.filters.gaussian`, that is `scipy.ndimage.gaussian_filter`: each channel of [height, width, channels] on its
 * own, the kernel cut off at `truncate` standard deviations, sums in double precision.
 */
export function gaussianFilter(
  image: ArrayLike<number>,
  shape: Shape3,
  sigma: number,
  { truncate = 4, border = 'replicate' }: { truncate?: number; border?: Border } = {},
): Float64Array {
  const radius = Math.floor(truncate * sigma + 0.5)
  if (radius === 0) return new Float64Array(image)
  const bands = (size: number): Bands =>
    keptBands(`gaussian ${size} ${sigma} ${radius} ${border}`, () => gaussianBands(size, sigma, radius, border))
  return mapAxes(image, shape, bands(shape[0]), bands(shape[1]))
}

function gaussianBands(size: number, sigma: number, radius: number, border: Border): Bands {
  const kernel = gaussianKernel(sigma, radius)
  return bandsOf(size, size, (output, add) =>
    kernel.forEach((weight, k) => add(withinBorder(output + k - radius, size, border), weight)),
  )
}

/** The weights of −radius … radius, of this standard deviation; their sum is 1. */
export function gaussianKernel(sigma: number, radius: number): Float64Array {
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp((-0.5 * (k - radius) ** 2) / sigma ** 2),
  )
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  return kernel.map((weight) => weight / total)
}
