import type { Box } from '../../contract/datasets.ts'
import type { Shape3 } from '../network/network.ts'

/**
 * Covers a box of an image [height, width, channels] in place by the largest strip of background beside it (left, right,
 * above or below, over the whole of the image's other side), repeated from the image's corner on: Only-BG-T of Xiao et al.
 * 2021, as the authors' code does. Pixels that the box covers in part are covered. Throws where the box is all of the image.
 */
export function tileBackground(image: Float32Array, [height, width, channels]: Shape3, box: Box): void {
  const [left, top] = [Math.floor(box.left), Math.floor(box.top)]
  const [right, bottom] = [Math.ceil(box.right), Math.ceil(box.bottom)]
  const across = left > width - right ? { from: 0, size: left } : { from: right, size: width - right }
  const down = top > height - bottom ? { from: 0, size: top } : { from: bottom, size: height - bottom }
  const isAcross = across.size * height > down.size * width
  if (Math.max(across.size, down.size) === 0) throw new Error('A box that is all of an image has no background.')
  const strip = isAcross ? across : down
  const source = image.slice()
  for (let y = top; y < bottom; y++) {
    const fromY = isAcross ? y : strip.from + (y % strip.size)
    for (let x = left; x < right; x++) {
      const fromX = isAcross ? strip.from + (x % strip.size) : x
      const from = (fromY * width + fromX) * channels
      image.set(source.subarray(from, from + channels), (y * width + x) * channels)
    }
  }
}
