import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../src-main/contract/method.ts'
import { createBatches, type Batches } from '../../src-main/core/datasets/batches.ts'
import { canStayOnDevice } from '../../src-main/core/training/kept-images.ts'
import { plainRuntime } from '../../src-main/core/training/runtime.ts'
import { residentBytesOf } from '../../src-main/engine/backends/start-backend.ts'
import { createResidentBatches } from '../../src-main/engine/resident-batches.ts'
import { useJavaScript } from '../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../support/tensorflow-backend.ts'
import { collect, lastState, tinyImages, tinyOptions } from '../support/tiny-training.ts'

tellSkipped('images that stay on the device, on TensorFlow')
const backends = [
  ['JavaScript', async () => (await useJavaScript(), plainRuntime(() => 0))] as const,
  ...(hasTensorflow ? [['TensorFlow', async () => (await useTensorflow()).step] as const] : []),
]
const set = tinyImages(24, 1)
const batchesOf = (...augmentations: string[]): Batches =>
  createBatches({
    images: set,
    augmentations: augmentations.map((name) => parseMethod(name)),
    seed: 0,
    batchSize: 7,
  })

describe.each(backends)('images that stay on the device, on %s', (_name, start) => {
  it('give a run the same weights, bit for bit, and leak no tensor', async () => {
    const runtime = await start()
    const options = tinyOptions({ epochs: 2, batchSize: 7 }, { runtime, batchesPerEpoch: 4 })
    const batches = batchesOf()
    const asArrays = await collect({ ...options, nextBatch: async (epoch, index) => batches.batch(epoch, index) })

    const before = tf.memory().numTensors
    const source = createResidentBatches(set, batches, runtime)
    const resident = await collect({ ...options, nextBatch: (epoch, index) => source.next(epoch, index) })
    await source.close()
    expect(tf.memory().numTensors).toBe(before)
    expect(lastState(resident)).toEqual(lastState(asArrays))
  })
})

describe('canStayOnDevice', () => {
  const bytes = 24 * 6 * 6 * 3
  const runtime = (residentBytes: number) => ({ ...plainRuntime(() => 0), residentBytes })

  it('asks for room, and for images that are used as they are', () => {
    expect(canStayOnDevice(set, batchesOf(), runtime(bytes))).toBe(true)
    expect(canStayOnDevice(set, batchesOf(), runtime(bytes - 1))).toBe(false)
    expect(canStayOnDevice(set, batchesOf('random-flip'), runtime(bytes))).toBe(false)
    expect(canStayOnDevice({ ...set, shape: [5, 5, 3] }, batchesOf(), runtime(bytes))).toBe(false)
  })

  it('is given a quarter of a card, and nothing of the processor', () => {
    const processor = { name: 'CPU:0', type: 'CPU', memoryBytes: 2 ** 34 }
    expect(residentBytesOf([processor])).toBe(0)
    expect(residentBytesOf([processor, { name: 'GPU:0', type: 'GPU', memoryBytes: 2 ** 33 }])).toBe(2 ** 31)
  })
})
