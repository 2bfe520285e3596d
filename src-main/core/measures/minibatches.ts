import { createRandom } from '../random.ts'

/** Unbiased HSIC needs so many. */
export const fewestImages = 4

/**
 * All images where at most `most` of them are wanted at a time and they are no more; else as few parts as there can be, each
 * a random draw of equal size but for one, its images ascending. Datasets lie sorted by class: consecutive images would be
 * compared within their class only. The same images give the same parts on every machine. Every part has
 * {@link fewestImages} where there are as many.
 */
export function minibatchesOf(images: Int32Array, most: number): number[][] {
  const { length } = images
  const count = Math.max(1, Math.min(Math.ceil(length / most), Math.floor(length / fewestImages)))
  if (count === 1) return [[...images]]
  const shuffled = createRandom(0, length)
    .permutation(length)
    .map((at) => images[at] as number)
  const edge = (part: number): number => Math.round((length * part) / count)
  return Array.from({ length: count }, (_, part) => [...shuffled.subarray(edge(part), edge(part + 1)).toSorted()])
}
