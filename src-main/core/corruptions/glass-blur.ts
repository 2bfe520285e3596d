import type { Random } from '../random.ts'
import type { Shape3 } from '../network/network.ts'
import { bySeverity } from './by-severity.ts'
import { truncated } from './eight-bits.ts'
import { gaussianFilter } from './gaussian-filter.ts'

/** `sigma`: standard deviation of the blur before and after, in pixels; `reach`: pixels come from at most so far. */
type Glass = readonly [sigma: number, reach: number, rounds: number]

/** dx, dy of one pixel after another, each in [−reach, reach). */
type Offsets = Int32Array

function drawOffsets([, reach, rounds]: Glass, [height, width]: Shape3, random: Random): Offsets {
  const inner = (side: number): number => Math.max(0, side - 2 * reach)
  const offsets = new Int32Array(2 * rounds * inner(height) * inner(width))
  for (let i = 0; i < offsets.length; i++) offsets[i] = random.integer(2 * reach) - reach
  return offsets
}

/**
 * The authors' loop swaps two pixels through views of one array, so the one takes the other's colour and the other keeps
 * its own; rows and columns run downwards from the last but `reach`. Kept as it is.
 */
function shuffle(pixels: Uint8Array, [height, width, channels]: Shape3, [, reach, rounds]: Glass, offsets: Offsets) {
  let at = 0
  for (let round = 0; round < rounds; round++) {
    for (let y = height - reach; y > reach; y--) {
      for (let x = width - reach; x > reach; x--) {
        const dx = offsets[at++] as number
        const dy = offsets[at++] as number
        const source = ((y + dy) * width + x + dx) * channels
        const target = (y * width + x) * channels
        for (let i = 0; i < channels; i++) pixels[target + i] = pixels[source + i] as number
      }
    }
  }
}

/** Pixels shuffled with near ones between two Gaussian blurs, to 8 bits after the first. */
export const glassBlur = bySeverity<Glass, Offsets>({
  id: 'glass-blur',
  title: 'Glass blur',
  family: 'glass-blur',
  at64: [
    [0.1, 1, 1],
    [0.5, 1, 1],
    [0.6, 1, 2],
    [0.7, 2, 1],
    [0.9, 2, 2],
  ],
  at224: [
    [0.7, 1, 2],
    [0.9, 2, 1],
    [1, 2, 3],
    [1.1, 3, 2],
    [1.5, 4, 2],
  ],
  draw: drawOffsets,
  render(glass, pixels, shape, offsets) {
    const [sigma] = glass
    const blurred = truncated(gaussianFilter(pixels, shape, sigma))
    shuffle(blurred, shape, glass, offsets)
    return gaussianFilter(blurred, shape, sigma)
  },
})
