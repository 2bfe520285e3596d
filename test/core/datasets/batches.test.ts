import { describe, expect, it } from 'vitest'
import { augmentImage, createBatches, resolveAugmentations } from '../../../src-main/core/datasets/batches.ts'
import type { ImageSet } from '../../../src-main/core/datasets/image-set.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const shape = [6, 5, 3] as const
const size = 6 * 5 * 3
const count = 23
const random = createRandom(99)
const bytes = Uint8Array.from({ length: count * size }, () => random.integer(256))
const images: ImageSet = {
  count,
  shape,
  classes: 4,
  labels: Int32Array.from({ length: count }, (_, i) => i % 4),
  read(indices, target) {
    for (let i = 0; i < indices.length; i++) {
      const image = indices[i] as number
      target.set(bytes.subarray(image * size, (image + 1) * size), i * size)
    }
  },
}
const noisy = [
  { id: 'random-crop', params: { padding: 2 } },
  { id: 'gaussian-noise', params: { probability: 0.5 } },
]

describe('createBatches', () => {
  it('gives every image once in an epoch, the rest in a smaller last batch', () => {
    const batches = createBatches({ images, augmentations: [], seed: 1, batchSize: 5 })
    expect(batches.perEpoch).toBe(5)
    const all = Array.from({ length: 5 }, (_, index) => batches.batch(0, index))
    expect(all.map(({ indices }) => indices.length)).toEqual([5, 5, 5, 5, 3])
    const seen = all.flatMap(({ indices }) => [...indices])
    expect(seen.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()])
    expect(seen).not.toEqual([...Array(count).keys()])
  })

  it('gives labels and pixels / 255 of these images without augmentation', () => {
    const {
      images: pixels,
      labels,
      indices,
    } = createBatches({ images, augmentations: [], seed: 1, batchSize: 4 }).batch(2, 1)
    indices.forEach((image, position) => {
      expect(labels[position]).toBe(image % 4)
      const own = pixels.subarray(position * size, (position + 1) * size)
      expect(own).toEqual(Float32Array.from(bytes.subarray(image * size, (image + 1) * size), (value) => value / 255))
    })
  })

  it('depends on seed, epoch and index alone: any batch again, in any order, is the same', () => {
    const recipe = { images, augmentations: noisy, seed: 3, batchSize: 8 }
    const first = createBatches(recipe)
    const forward = [first.batch(0, 0), first.batch(0, 1), first.batch(1, 0)]
    const second = createBatches(recipe)
    const backward = [second.batch(1, 0), second.batch(0, 1), second.batch(0, 0)]
    expect(backward.reverse()).toEqual(forward)
    expect(createBatches({ ...recipe, seed: 4 }).batch(0, 0).indices).not.toEqual(forward[0]?.indices)
    expect(forward[2]?.indices).not.toEqual(forward[0]?.indices)
  })

  it('replays what one image received, whatever the batch size', () => {
    const { images: pixels, indices } = createBatches({ images, augmentations: noisy, seed: 3, batchSize: 8 }).batch(
      4,
      1,
    )
    const image = indices[3] as number
    const replayed = Float32Array.from(bytes.subarray(image * size, (image + 1) * size), (value) => value / 255)
    augmentImage(replayed, shape, resolveAugmentations(noisy), { seed: 3, epoch: 4, image })
    expect(replayed).toEqual(pixels.slice(3 * size, 4 * size))
  })

  it('names the nearest augmentation', () => {
    const augmentations = [{ id: 'random-flop', params: {} }]
    expect(() => createBatches({ images, augmentations, seed: 0, batchSize: 8 })).toThrow('"random-flop"')
  })
})
