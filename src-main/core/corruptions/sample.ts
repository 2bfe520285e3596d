import type { Shape3 } from '../network/network.ts'
import { withinBorder, type Border } from './borders.ts'

/** Bilinear interpolation of all channels of [height, width, channels] at (y, x), written to `target` from `at` on. */
export function sampleLinear(
  image: ArrayLike<number>,
  [height, width, channels]: Shape3,
  place: { readonly y: number; readonly x: number; readonly border: Border },
  target: Float32Array,
  at: number,
): void {
  const { y, x, border } = place
  const top = Math.floor(y)
  const left = Math.floor(x)
  const down = y - top
  const right = x - left
  const upper = withinBorder(top, height, border) * width
  const lower = withinBorder(top + 1, height, border) * width
  const near = withinBorder(left, width, border)
  const far = withinBorder(left + 1, width, border)
  for (let channel = 0; channel < channels; channel++) {
    const value = (place: number): number => image[place * channels + channel] as number
    target[at + channel] =
      (1 - down) * ((1 - right) * value(upper + near) + right * value(upper + far)) +
      down * ((1 - right) * value(lower + near) + right * value(lower + far))
  }
}
