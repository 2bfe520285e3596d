import type { Shape3 } from '../network/network.ts'
import { correlate, type Tap } from './correlate.ts'
import { truncated } from './eight-bits.ts'

/** Camera shake along a line: half a Gaussian of standard deviation `sigma` over 2 · `radius` + 1 pixels. */
export type Motion = readonly [radius: number, sigma: number]

/** ImageMagick's sums are rounded to 16 bits before they are truncated to 8. */
const rounding = 0.5 / 257

/**
 * ImageMagick's `MotionBlurImage` on 8 bits: each pixel is the weighted sum of those on a line that leaves it at the
 * angle, rounded to whole pixels; beyond the border its last pixel repeats. As version 6 with 16 bits rounds.
 */
export function motionBlur(pixels: Uint8Array, shape: Shape3, [radius, sigma]: Motion, degrees: number): Uint8Array {
  // Times the width and divided by it again, as ImageMagick does: it decides where a place lies halfway between pixels.
  const width = 2 * radius + 1
  const down = width * Math.sin((degrees * Math.PI) / 180)
  const right = width * Math.cos((degrees * Math.PI) / 180)
  const kernel = Array.from({ length: width }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)))
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  const taps: Tap[] = kernel.map((weight, i) => ({
    dy: Math.ceil((i * down) / width - 0.5),
    dx: Math.ceil((i * right) / width - 0.5),
    weight: weight / total,
  }))
  const sums = correlate(pixels, shape, taps, 'replicate')
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + rounding
  return truncated(sums)
}
