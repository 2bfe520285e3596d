import type { Shape3 } from '../network/network.ts'
import { withinBorder, type Border } from './borders.ts'

/** Bilinear interpolation of all channels of [height, width, channels] at (y, x), written to `target` from `at` on. */
export function sampleLinear(
  image: Float32Array,
  [height, width, channels]: Shape3,
  border: Border,
  y: number,
  x: number,
  target: Float32Array,
  at: number,
): void {
  const top = Math.floor(y)
  const left = Math.floor(x)
  const down = y - top
  const right = x - left
  const upper = withinBorder(top, height, border) * width
  const lower = withinBorder(top + 1, height, border) * width
  const near = withinBorder(left, width, border)
  const far = withinBorder(left + 1, width, border)
  const upperNear = (upper + near) * channels
  const upperFar = (upper + far) * channels
  const lowerNear = (lower + near) * channels
  const lowerFar = (lower + far) * channels
  for (let i = 0; i < channels; i++) {
    const above = (1 - right) * (image[upperNear + i] as number) + right * (image[upperFar + i] as number)
    const below = (1 - right) * (image[lowerNear + i] as number) + right * (image[lowerFar + i] as number)
    target[at + i] = (1 - down) * above + down * below
  }
}
