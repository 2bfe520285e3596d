import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseMethod } from '../../src-main/contract/method.ts'
import { createBatches, type Batches } from '../../src-main/core/datasets/batches.ts'
import { imageSizeOf, type StepBatch } from '../../src-main/core/datasets/image-set.ts'
import { createBatchSource, type BatchSource } from '../../src-main/engine/batch-source.ts'
import { openDatasetCache } from '../../src-main/engine/dataset-cache.ts'
import { smallDataset } from '../support/probe-context.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function start(
  datasetFolder: string,
  augmentations: readonly string[],
  firstStep = 0,
): { source: BatchSource; batches: Batches } {
  const recipe = { augmentations: augmentations.map((name) => parseMethod(name)), seed: 4, batchSize: 16 }
  const { train } = openDatasetCache(datasetFolder)
  const batches = createBatches({ ...recipe, images: train })
  const plan = { ...batches, imageSize: imageSizeOf(train) }
  const source = createBatchSource({ ...recipe, datasetFolder }, plan, firstStep)
  onTestFinished(() => source.close())
  return { source, batches }
}

const copy = ({ images, labels, indices }: StepBatch) => ({
  images: (images as Float32Array | Uint8Array).slice(),
  labels: labels.slice(),
  indices: indices.slice(),
})

describe('createBatchSource', () => {
  it.each([
    ['bytes', ['random-flip', 'random-crop:padding=2']],
    ['floats', ['color-jitter', 'poisson-noise']],
  ])('gives the batches of a run as %s, one epoch after another', async (_kind, augmentations) => {
    const { source, batches } = start(await smallDataset(temporaryFolder()), augmentations)
    for (let at = 0; at < 3 * batches.perEpoch; at++) {
      const [epoch, index] = [Math.floor(at / batches.perEpoch), at % batches.perEpoch]
      expect(copy(await source.next(epoch, index))).toEqual(batches.batch(epoch, index))
    }
  })

  it('goes on from anywhere, as a resumed run does', async () => {
    const { source, batches } = start(await smallDataset(temporaryFolder()), ['random-flip'], 4)
    for (const [epoch, index] of [
      [1, 1],
      [0, 0],
      [7, 2],
      [0, 1],
      [7, 1],
    ] as const) {
      expect(copy(await source.next(epoch, index))).toEqual(batches.batch(epoch, index))
    }
  })

  it('leaves a batch alone until the next one is asked for', async () => {
    const { source, batches } = start(await smallDataset(temporaryFolder()), [])
    const batch = await source.next(0, 0)
    // Time enough for everything that is made ahead.
    await wait(200)
    expect(copy(batch)).toEqual(batches.batch(0, 0))
  })

  it('tells why a batch cannot be made', async () => {
    const damaged = await smallDataset(temporaryFolder())
    const { source } = start(damaged, [])
    await source.next(0, 0)
    truncateSync(join(damaged, 'train.images.u8'), 10)
    const refusal = { code: 'invalid-input', message: expect.stringContaining('was cut off while in use') }
    await expect(source.next(9, 0)).rejects.toMatchObject({
      ...refusal,
      hint: expect.stringContaining('made again from the original'),
    })
  })
})
