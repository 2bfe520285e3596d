import type { Box } from '../../contract/datasets.ts'
import { isConstant, type SaliencyMap } from './saliency-map.ts'

/** Of the longer side: 15 pixels of VOC's, whose images have 500. */
const defaultTolerance = 15 / 500

/**
 * The pointing game: whether the largest value of the map lies in the box, or at most `tolerance` pixels beside it (of its
 * centre). Of equal ones each must, since none of them is the point. Null where the map is constant. Zhang et al. 2016,
 * "Top-down neural attention by excitation backprop", section 4.1, https://arxiv.org/abs/1608.00507; tolerance as in their
 * code, scaled to the image.
 */
export function pointingGame(
  map: SaliencyMap,
  box: Box,
  tolerance = defaultTolerance * Math.max(map.height, map.width),
): boolean | null {
  if (isConstant(map)) return null
  const { width, values } = map
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity)
  return values.every(
    (value, i) => value < largest || distanceTo(box, (i % width) + 0.5, Math.floor(i / width) + 0.5) <= tolerance,
  )
}

/** How far a point lies from a box, in pixels; 0 within it. */
function distanceTo({ left, top, right, bottom }: Box, x: number, y: number): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
}
