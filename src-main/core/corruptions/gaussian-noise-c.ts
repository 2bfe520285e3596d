import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'
import { normals } from './noise-draws.ts'

/** N(0, σ²) added to every value. The constant is σ, pixels in [0, 1]. */
export const gaussianNoiseC = bySeverity<number, Float32Array>({
  id: 'gaussian-noise-c',
  title: 'Gaussian noise (ImageNet-C)',
  family: 'gaussian-noise',
  at64: [0.04, 0.08, 0.12, 0.15, 0.18],
  at224: [0.08, 0.12, 0.18, 0.26, 0.38],
  draw: (sigma, [height, width, channels], random) => normals(height * width * channels, 0, sigma, random),
  render: (_, pixels, _shape, noise) => mapUnit(pixels, (value, i) => value + (noise[i] as number)),
})
