import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'
import { normals } from './noise-draws.ts'

/** Noise in proportion to the value: x + x · N(0, σ²). The constant is σ. */
export const speckleNoise = bySeverity<number, Float32Array>({
  id: 'speckle-noise',
  title: 'Speckle noise',
  family: 'speckle-noise',
  at64: [0.15, 0.2, 0.25, 0.3, 0.35],
  at224: [0.15, 0.2, 0.35, 0.45, 0.6],
  draw: (sigma, [height, width, channels], random) => normals(height * width * channels, 0, sigma, random),
  render: (_, pixels, _shape, noise) => mapUnit(pixels, (value, i) => value + value * (noise[i] as number)),
})
