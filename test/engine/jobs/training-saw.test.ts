import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../src-main/contract/datasets.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { createBatches } from '../../../src-main/core/datasets/batches.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { batchRecipe } from '../../../src-main/core/training/batch-recipe.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { classFeatures, imageFeatures } from '../../../src-main/engine/jobs/features.ts'
import { bytesToFloats, floatsToBytes } from '../../../src-main/engine/jobs/float-bytes.ts'
import { trainingCrops } from '../../../src-main/engine/jobs/training-crops.ts'
import { writeCache } from '../../../src-main/host/datasets/cache-folder.ts'
import { writeInitialCheckpoint } from '../../support/initial-checkpoint.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function ofRun(changes: Parameters<typeof smallConfig>[0] = {}, given?: string) {
  const datasetFolder = given ?? (await smallDataset(temporaryFolder()))
  const config = smallConfig(changes)
  const data = openDatasetCache(datasetFolder)
  const network = networkOf(config.architecture, data)
  const context = await probeContext()
  const { path: checkpoint } = writeInitialCheckpoint(join(temporaryFolder(), 'checkpoints'), network, config.seed)
  return { about: { id: '1', config, datasetFolder, checkpoint }, data, network, config, context }
}

describe('features', () => {
  it('are what the head is given, of a page of the training images of a class', async () => {
    const { about, data, network, config, context } = await ofRun()
    const ask = (offset: number) =>
      classFeatures({ kind: 'class-features', ...about, class: 1, offset, limit: 8 }, context)
    const pages = [await ask(0), await ask(8)]
    const images = [...data.train.labels.keys()].filter((image) => data.train.labels[image] === 1)
    expect(pages.map((page) => page.images)).toEqual([images.slice(0, 8), images.slice(8)])
    expect(pages.map(({ total, layer }) => [total, layer])).toEqual(pages.map(() => [images.length, 'average_pool']))

    const model = uploadModel(network, initialize(network, config.seed))
    const batch = tf.tensor4d(readPixels(data.train, Int32Array.from(images)), [images.length, 16, 16, 3])
    const { taps, logits } = forward(network, model, batch, { training: false, taps: ['average_pool'] })
    const expected = [...(taps['average_pool'] as tf.Tensor).dataSync()]
    const found = pages.flatMap((page) => [...bytesToFloats(page.features)])
    expect(found).toHaveLength(expected.length)
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5))
    expect(pages.flatMap(({ predicted }) => predicted)).toEqual([...tf.argMax(logits, 1).dataSync()])
    const softmax = tf.max(tf.softmax(logits), 1).dataSync()
    pages.flatMap(({ confidence }) => confidence).forEach((value, i) => expect(value).toBeCloseTo(softmax[i] ?? -1, 5))
  })

  it('of pixels are those of the same training image', async () => {
    const { about, data, context } = await ofRun()
    const { images, features } = await classFeatures(
      { kind: 'class-features', ...about, class: 2, offset: 3, limit: 1 },
      context,
    )
    const pixels = floatsToBytes(readPixels(data.train, Int32Array.from(images)))
    const own = await imageFeatures({ kind: 'image-features', ...about, pixels }, context)
    bytesToFloats(own.features).forEach((value, i) => expect(value).toBeCloseTo(bytesToFloats(features)[i] ?? -1, 5))
  })

  it('are only of images that took part in the training, and leak no tensor', async () => {
    const { about, data, context } = await ofRun({ dataset: { id: 'shapes', imagesPerClass: 3 } })
    const ask = (label: number) =>
      classFeatures({ kind: 'class-features', ...about, class: label, offset: 0, limit: 8 }, context)
    const { total, images, predicted } = await ask(0)
    expect([total, images.length, predicted.length]).toEqual([3, 3, 3])
    const before = tf.memory().numTensors
    expect(images.every((image) => data.train.labels[image] === 0)).toBe(true)
    expect((await ask(7)).images).toEqual([])
    await ask(1)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('of images that are not finite are refused with a sentence', async () => {
    const { about, context } = await ofRun()
    const pixels = floatsToBytes(new Float32Array(16 * 16 * 3).fill(Number.NaN))
    const asked = imageFeatures({ kind: 'image-features', ...about, pixels }, context)
    await expect(asked).rejects.toMatchObject({ code: 'not-a-number' })
  })
})

describe('training crops', () => {
  const augmentations = ['random-crop:padding=3', 'random-flip', 'color-jitter', 'gaussian-noise', 'poisson-noise']
  const page = { kind: 'training-crops', firstEpoch: 0, offset: 0, limit: 100 } as const

  it('are what the batches of the run held, epoch by epoch', async () => {
    const { about, data, config, context } = await ofRun({ augmentations })
    const batches = createBatches({ ...batchRecipe(config), images: data.train })
    const image = 17
    const { epochs, pixels, shape } = await trainingCrops(
      { ...page, ...about, image, step: 4 * batches.perEpoch },
      context,
    )
    expect([epochs, shape]).toEqual([
      [0, 1, 2, 3],
      [16, 16, 3],
    ])
    for (const epoch of epochs) {
      const all = Array.from({ length: batches.perEpoch }, (_, index) => {
        const { images, indices } = batches.batch(epoch, index)
        const place = indices.indexOf(image)
        return place < 0 ? [] : [...images.slice(place * 768, (place + 1) * 768)]
      }).flat()
      expect([...pixels.subarray(epoch * 768, (epoch + 1) * 768)]).toEqual(all.map((value) => Math.round(value * 255)))
    }
  })

  it('are those of epochs that were trained: none before a fork, half an epoch where the image came in time', async () => {
    const { about, data, config, context } = await ofRun({ augmentations })
    const batches = createBatches({ ...batchRecipe(config), images: data.train })
    const [early = -1] = batches.indices(3, 0)
    const [late = -1] = batches.indices(3, batches.perEpoch - 1)
    const step = 3 * batches.perEpoch + 1
    const ask = async (image: number, firstEpoch: number) =>
      (await trainingCrops({ ...page, ...about, image, step, firstEpoch }, context)).epochs
    expect(await ask(early, 0)).toEqual([0, 1, 2, 3])
    expect(await ask(late, 2)).toEqual([2])
  })

  it('come in pages, and there are none of an image that took no part', async () => {
    const { about, data, context } = await ofRun({ augmentations, dataset: { id: 'shapes', imagesPerClass: 2 } })
    const batches = createBatches({ ...batchRecipe(about.config), images: data.train })
    const members = new Set(batches.indices(0, 0))
    const member = [...members][0] as number
    const other = [...data.train.labels.keys()].find((image) => !members.has(image)) as number
    const ask = (image: number, offset: number) =>
      trainingCrops({ ...page, ...about, image, step: 5 * batches.perEpoch, offset, limit: 2 }, context)
    const [first, last] = [await ask(member, 0), await ask(member, 4)]
    expect(first.epochs).toEqual([0, 1, 2, 3, 4])
    expect([first.pixels.length, last.pixels.length]).toEqual([2 * 768, 768])
    expect((await ask(other, 0)).epochs).toEqual([])
  })

  it('are fewer of large images, as many as one answer holds', async () => {
    const side = 1200
    const { folder } = await writeCache(temporaryFolder(), 'large', undefined, async ({ train, validation }) => {
      await train.append({ images: new Uint8Array(side * side * 3), labels: [0], names: ['a'] })
      await validation.append({ images: new Uint8Array(side * side * 3), labels: [1], names: ['b'] })
      const about = { kind: 'image-folder', title: 'Large', source: null, params: {}, skipped: [], warnings: [] }
      return { ...about, classes: ['cat', 'dog'].map((name) => ({ id: name, name })), shape: [side, side, 3] }
    })
    const { about, context } = await ofRun({}, folder)
    const { epochs, pixels } = await trainingCrops({ ...page, ...about, image: 0, step: 5 }, context)
    expect([epochs.length, pixels.length / (side * side * 3)]).toEqual([5, 3])
  })

  it('say how much of the box was left, as a crop of known place shows', async () => {
    const box: Box = { left: 0, top: 0, right: 4, bottom: 8 }
    const { folder } = await writeCache(temporaryFolder(), 'boxed', undefined, async ({ train, validation }) => {
      // Every column has a value of its own, so that a crop tells by how much it was moved.
      const images = Uint8Array.from({ length: 8 * 8 }, (_, i) => 10 * ((i % 8) + 1))
      await train.append({ images, labels: [0], names: ['a'], boxes: [box] })
      await validation.append({ images, labels: [1], names: ['b'] })
      const classes = ['cat', 'dog'].map((name) => ({ id: name, name }))
      return {
        kind: 'image-folder',
        title: 'Boxed',
        source: null,
        params: {},
        skipped: [],
        warnings: [],
        classes,
        shape: [8, 8, 1],
      }
    })
    const { about, context } = await ofRun({ augmentations: ['random-crop:padding=4'] }, folder)
    const crops = await trainingCrops({ ...page, ...about, image: 0, step: 40 }, context)
    expect(crops.box).toEqual(box)
    const shares = crops.epochs.map((_, place) => {
      const pixels = [...crops.pixels.subarray(place * 64, (place + 1) * 64)]
      const shown = [10, 20, 30, 40].filter((value) => pixels.includes(value)).length
      const rows = Array.from({ length: 8 }, (_, y) => pixels.slice(8 * y, 8 * y + 8)).filter((row) =>
        row.some(Boolean),
      )
      return (shown / 4) * (rows.length / 8)
    })
    expect(crops.boxLeft).toEqual(shares)
    expect(new Set(shares).size).toBeGreaterThan(5)
  })
})
