import { describe, expect, it } from 'vitest'
import { findEntry, resolveParams } from '../../../src-main/contract/catalog.ts'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { augmentations as registry } from '../../../src-main/core/augmentations/index.ts'
import { createBatches } from '../../../src-main/core/datasets/batches.ts'
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

  it('gives labels and bytes of these images without augmentation', () => {
    const {
      images: pixels,
      labels,
      indices,
    } = createBatches({ images, augmentations: [], seed: 1, batchSize: 4 }).batch(2, 1)
    indices.forEach((image, position) => {
      expect(labels[position]).toBe(image % 4)
      const own = pixels.subarray(position * size, (position + 1) * size)
      expect(own).toEqual(bytes.slice(image * size, (image + 1) * size))
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

  const moving = ['random-crop:padding=2', 'random-flip']
  it.each([
    ['bytes', moving],
    ['floats', ['gaussian-noise:probability=1']],
    ['floats', [...moving, 'color-jitter', 'gaussian-noise', 'poisson-noise', 'salt-and-pepper']],
    ['floats', ['color-jitter', ...moving]],
  ])('gives %s under %j: each transform on floats in turn, drawn from seed, epoch and image', (kind, names) => {
    const augmentations = names.map((name) => parseMethod(name))
    const batches = createBatches({ images, augmentations, seed: 3, batchSize: 8 })
    const { images: pixels, indices } = batches.batch(4, 1)
    expect(batches.areBytes).toBe(kind === 'bytes')
    indices.forEach((image, place) => {
      const expected = Float32Array.from(bytes.subarray(image * size, (image + 1) * size), (value) => value / 255)
      const stream = createRandom(3, 2, 4, image)
      for (const choice of augmentations) {
        const transform = findEntry('augmentations', registry, choice.id)
        transform.apply(resolveParams(transform, choice.params), expected, shape, stream)
      }
      const own = pixels.slice(place * size, (place + 1) * size)
      expect(Float32Array.from(own, (value) => (kind === 'bytes' ? value / 255 : value))).toEqual(expected)
    })
  })

  it('does not depend on the size of the batch, and writes where it is told', () => {
    const recipe = { images, augmentations: noisy, seed: 3 }
    const [first, second] = [8, 23].map((batchSize) => createBatches({ ...recipe, batchSize }).batch(4, 0))
    expect(second?.images.slice(0, 8 * size)).toEqual(first?.images)
    const room = {
      images: new Float32Array(new SharedArrayBuffer(4 * 8 * size)),
      labels: new Int32Array(8),
      indices: new Int32Array(8),
    }
    const last = createBatches({ ...recipe, batchSize: 8 }).batch(4, 2, room)
    expect(last.images.buffer).toBe(room.images.buffer)
    expect(last.labels).toHaveLength(7)
    expect([...last.images]).toEqual([...createBatches({ ...recipe, batchSize: 8 }).batch(4, 2).images])
  })

  it('makes no room for more images than there are', () => {
    const batches = createBatches({ images, augmentations: noisy, seed: 3, batchSize: 2 ** 30 })
    expect([batches.largest, batches.perEpoch]).toEqual([images.count, 1])
    expect(batches.batch(0, 0).images).toHaveLength(images.count * size)
  })

  it('names the nearest augmentation', () => {
    const augmentations = [{ id: 'random-flop', params: {} }]
    expect(() => createBatches({ images, augmentations, seed: 0, batchSize: 8 })).toThrow('"random-flop"')
  })

  it('repeats every batch in a row, augmented alike, in an epoch as many times as long', () => {
    const recipe = { images, augmentations: noisy, seed: 1, batchSize: 8 }
    const [once, thrice] = [createBatches(recipe), createBatches({ ...recipe, repeats: 3 })]
    expect([thrice.count, thrice.perEpoch]).toEqual([once.count, 3 * once.perEpoch])
    const valuesAt = (index: number): number[] => [...thrice.batch(2, index).images]
    const expected = [0, 0, 0, 1, 1, 1].map((index) => [...once.batch(2, index).images])
    expect([0, 1, 2, 3, 4, 5].map(valuesAt)).toEqual(expected)
  })

  it('takes so many images of each class, under their own numbers, each once in an epoch', () => {
    const recipe = { images, augmentations: noisy, seed: 1, batchSize: 5 }
    const batches = createBatches({ ...recipe, imagesPerClass: 2 })
    expect([batches.count, batches.perEpoch]).toEqual([8, 2])
    const seen = [0, 1].flatMap((index) => [...batches.batch(3, index).indices])
    expect(new Set(seen).size).toBe(8)
    expect(seen.map((image) => image % 4).toSorted()).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    const all = createBatches({ ...recipe, imagesPerClass: 100 })
    expect([...all.batch(0, 0).images]).toEqual([...createBatches(recipe).batch(0, 0).images])
  })

  it.each([
    [[]],
    [moving],
    [[...moving, 'color-jitter', 'gaussian-noise', 'poisson-noise', 'salt-and-pepper']],
    [['poisson-noise:probability=1', ...moving]],
  ])('makes one image of an epoch again as its batch held it, under %j', (names) => {
    const augmentations = names.map((name) => parseMethod(name))
    const recipe = { images, augmentations, seed: 7, batchSize: 4, repeats: 2 }
    const batches = createBatches(recipe)
    for (const epoch of [0, 3]) {
      for (let index = 0; index < batches.perEpoch; index++) {
        const { images: pixels, indices } = batches.batch(epoch, index)
        indices.forEach((image, place) => {
          const own = pixels.slice(place * size, (place + 1) * size)
          expect(createBatches(recipe).image(epoch, image)).toEqual(own)
        })
      }
    }
  })

  it.each([
    [moving],
    [['random-crop:padding=3,mode=reflect', 'random-flip', 'random-crop:padding=1']],
    // What draws by the values of the image stands before what moves them.
    [['poisson-noise:probability=1', 'salt-and-pepper:probability=1', ...moving]],
  ])('knows from where in the image each pixel was moved, under %j', (names) => {
    const augmentations = names.map((name) => parseMethod(name))
    const batches = createBatches({ images, augmentations, seed: 5, batchSize: 4 })
    for (const [epoch, image] of [0, 1, 2, 3].flatMap((at) => [[at, 0] as const, [at, 22] as const])) {
      const origins = batches.origins(epoch, image)
      expect(origins).toHaveLength(30)
      const noisy = expectedBeforeMoving(augmentations, { seed: 5, epoch, image })
      const moved = batches.image(epoch, image)
      const scale = batches.areBytes ? 255 : 1
      origins.forEach((origin, place) => {
        for (let channel = 0; channel < 3; channel++) {
          const value = origin < 0 ? 0 : (noisy[origin * 3 + channel] as number)
          expect((moved[place * 3 + channel] as number) / scale).toBeCloseTo(value, 6)
        }
      })
    }
  })
})

/** The image as it is when the first augmentation that moves values comes to it. */
function expectedBeforeMoving(
  augmentations: readonly { id: string; params: object }[],
  { seed, epoch, image }: { seed: number; epoch: number; image: number },
): Float32Array {
  const pixels = Float32Array.from(bytes.subarray(image * size, (image + 1) * size), (value) => value / 255)
  const stream = createRandom(seed, 2, epoch, image)
  for (const { id, params } of augmentations) {
    const transform = findEntry('augmentations', registry, id)
    if (transform.applyToBytes) return pixels
    transform.apply(resolveParams(transform, params as never), pixels, shape, stream)
  }
  return pixels
}
