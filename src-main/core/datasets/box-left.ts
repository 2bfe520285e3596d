import type { Box } from '../../contract/datasets.ts'
import { covered, type Size } from './boxes.ts'

/**
 * Which share of a box's area an augmented image still shows, in [0, 1]. `origins`: for each of its pixels the one of
 * the image that it shows, −1 for padding (`Augmenter.origins`); a pixel that is shown twice counts once. `size` is the
 * image's. Pixels that the box covers in part count by that part. A box of no area: 0.
 */
export function boxLeft(box: Box, origins: Int32Array, [height, width]: Size): number {
  const shown = new Uint8Array(height * width)
  for (const origin of origins) if (origin >= 0) shown[origin] = 1
  let left = 0
  let whole = 0
  for (let y = 0; y < height; y++) {
    const rows = covered(y, box.top, box.bottom)
    for (let x = 0; x < width; x++) {
      const area = rows * covered(x, box.left, box.right)
      whole += area
      if (shown[y * width + x] === 1) left += area
    }
  }
  return whole === 0 ? 0 : left / whole
}
