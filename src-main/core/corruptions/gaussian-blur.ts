import { bySeverity } from './by-severity.ts'
import { gaussianFilter } from './gaussian-filter.ts'

/** scikit-image's `gaussian`. The constant is its standard deviation in pixels. */
export const gaussianBlur = bySeverity<number, undefined>({
  id: 'gaussian-blur',
  title: 'Gaussian blur',
  family: 'smooth-blur',
  at64: [0.5, 0.75, 1, 1.25, 1.5],
  at224: [1, 2, 3, 4, 6],
  draw: () => undefined,
  render: (sigma, pixels, shape) => gaussianFilter(pixels, shape, sigma),
})
