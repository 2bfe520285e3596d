import type { Box } from '../../contract/datasets.ts'

export type Size = readonly [height: number, width: number]

/** Boxes of a split, packed: float32 [images, 4], edges in pixels as left, top, right, bottom; NaN where there is none. */
export type PackedBoxes = Float32Array

/** The box of one image of a split; null where it has none. */
export function boxAt(boxes: PackedBoxes | null, image: number): Box | null {
  const [left = Number.NaN, top = 0, right = 0, bottom = 0] = boxes?.subarray(image * 4, image * 4 + 4) ?? []
  return Number.isNaN(left) ? null : { left, top, right, bottom }
}

export function packBoxes(boxes: readonly (Box | null)[]): PackedBoxes {
  return Float32Array.from(boxes.flatMap((box) => (box ? [box.left, box.top, box.right, box.bottom] : noBox)))
}

const noBox = [Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/** A box of a whole image as it lies in the image that an import made of it, cut off at its edges; null outside of it. */
export function boxWithin({ left, top, right, bottom }: Box, original: Size, imported: Size): Box | null {
  // Imports scale until both sides fit, and cut the centre out.
  const [height, width] = original
  const scale = Math.max(imported[0] / height, imported[1] / width)
  const [aside, above] = [(width * scale - imported[1]) / 2, (height * scale - imported[0]) / 2]
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value))
  const box = {
    left: within(left * scale - aside, imported[1]),
    top: within(top * scale - above, imported[0]),
    right: within(right * scale - aside, imported[1]),
    bottom: within(bottom * scale - above, imported[0]),
  }
  return box.right > box.left && box.bottom > box.top ? box : null
}

/** How much of the pixel [at, at + 1) lies between two edges, in [0, 1]. */
export const covered = (at: number, from: number, to: number): number =>
  Math.max(0, Math.min(at + 1, to) - Math.max(at, from))
