import type { Shape3 } from '../network/network.ts'
import { withinBorder, type Border } from './borders.ts'

/** A weight of a sparse kernel, at its distance from the output's place. */
export interface Tap {
  readonly dy: number
  readonly dx: number
  readonly weight: number
}

/**
 * Correlation of every channel of [height, width, channels] with a sparse kernel: output(y, x) is the sum of
 * `weight · input(y + dy, x + dx)`.
 */
export function correlate(image: ArrayLike<number>, shape: Shape3, taps: readonly Tap[], border: Border): Float64Array {
  const [height, width, channels] = shape
  const margin = taps.reduce((most, { dy, dx }) => Math.max(most, Math.abs(dy), Math.abs(dx)), 0)
  const padded = pad(image, shape, margin, border)
  const pitch = width * channels
  const paddedPitch = (width + 2 * margin) * channels
  const output = new Float64Array(height * pitch)
  for (const { dy, dx, weight } of taps) {
    for (let y = 0; y < height; y++) {
      const target = y * pitch
      const source = (y + dy + margin) * paddedPitch + (dx + margin) * channels
      for (let i = 0; i < pitch; i++) {
        output[target + i] = (output[target + i] as number) + weight * (padded[source + i] as number)
      }
    }
  }
  return output
}

function pad(image: ArrayLike<number>, [height, width, channels]: Shape3, margin: number, border: Border) {
  const paddedWidth = width + 2 * margin
  const padded = new Float64Array((height + 2 * margin) * paddedWidth * channels)
  const columns = Int32Array.from({ length: paddedWidth }, (_, x) => withinBorder(x - margin, width, border) * channels)
  let at = 0
  for (let y = -margin; y < height + margin; y++) {
    const row = withinBorder(y, height, border) * width * channels
    for (let x = 0; x < paddedWidth; x++) {
      const source = row + (columns[x] as number)
      for (let channel = 0; channel < channels; channel++) padded[at++] = image[source + channel] as number
    }
  }
  return padded
}
