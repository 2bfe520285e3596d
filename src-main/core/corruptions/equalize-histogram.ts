import { roundHalfEven } from './round-half-even.ts'

/** `cv2.equalizeHist`: bytes spread so that their cumulative histogram is a straight line from the darkest one on. */
export function equalizeHistogram(image: Uint8Array): Uint8Array {
  const histogram = new Int32Array(256)
  for (const value of image) histogram[value] = (histogram[value] as number) + 1
  const darkest = histogram.findIndex((count) => count > 0)
  const count = histogram[darkest] as number
  if (count === image.length) return image.slice()
  const scale = Math.fround(255 / (image.length - count))
  const table = new Uint8Array(256)
  let sum = 0
  for (let value = darkest + 1; value < 256; value++) {
    sum += histogram[value] as number
    table[value] = Math.min(255, roundHalfEven(Math.fround(sum * scale)))
  }
  return image.map((value) => table[value] as number)
}
