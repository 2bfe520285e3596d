import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { maxPixelBytes } from '../../../src-main/contract/datasets.ts'
import { createBatches } from '../../../src-main/core/datasets/batches.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { preview } from '../../../src-main/engine/jobs/preview.ts'
import { writeCache } from '../../../src-main/host/datasets/cache-folder.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const augmentations = ['random-flip', 'random-crop:padding=2', 'gaussian-noise']

async function previewed(changes: Parameters<typeof smallConfig>[0], count = 6) {
  const datasetFolder = await smallDataset(temporaryFolder())
  const config = smallConfig(changes)
  const context = await probeContext()
  const show = () => preview({ kind: 'preview', id: '1', config, datasetFolder, initialWeights: null, count }, context)
  return { show, config, data: openDatasetCache(datasetFolder) }
}

describe('preview', () => {
  it('shows the first images of the first batch as the run will augment them', async () => {
    const { show, config, data } = await previewed({ augmentations })
    const shown = await show()
    const batch = createBatches({ ...config, images: data.train }).batch(0, 0)
    expect(shown.images).toEqual([...batch.indices.subarray(0, 6)])
    expect(shown.labels).toEqual([...batch.labels.subarray(0, 6)])
    const expected = Array.from(batch.images.subarray(0, 6 * 768), (value) => Math.round(value * 255))
    expect([...shown.augmented]).toEqual(expected)
    const plain = new Uint8Array(6 * 768)
    data.train.read(shown.images, plain)
    expect([...shown.plain]).toEqual([...plain])
    expect(shown.attacked).toBeNull()
  })

  it('attacks them as the objective does, from the initial weights', async () => {
    const objective = 'adversarial-regularization:gradientNorm=infinity,stepSize=8/255,clipToRange=true'
    const { attacked, augmented } = await (await previewed({ objective, augmentations })).show()
    const changes = Array.from(attacked ?? [], (value, i) => Math.abs(value - (augmented[i] as number)))
    expect(Math.max(...changes)).toBe(8)
    expect(changes.filter((change) => change === 8).length).toBeGreaterThan(changes.length / 2)
  })

  it('shows no more than there are, the same again, and leaks no tensor', async () => {
    const { show } = await previewed({ objective: 'adversarial-regularization', augmentations }, 64)
    const first = await show()
    expect(first.images).toHaveLength(40)
    const before = tf.memory().numTensors
    expect(await show()).toEqual(first)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('shows fewer of large images, as many as one answer holds', async () => {
    const images = { kind: 'image-folder', title: 'Large', source: null, params: {}, skipped: [], warnings: [] }
    const side = 640
    const { folder } = await writeCache(temporaryFolder(), 'large', undefined, async ({ train, validation }) => {
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await train.append({ images: new Uint8Array(side * side * 3), labels: [0], names: [name] })
      }
      await validation.append({ images: new Uint8Array(side * side * 3), labels: [1], names: ['g'] })
      const classes = ['cat', 'dog'].map((name) => ({ id: name, name }))
      return { ...images, classes, shape: [side, side, 3] }
    })
    const about = { id: '1', config: smallConfig(), datasetFolder: folder, initialWeights: null }
    const question = { kind: 'preview', ...about, count: 6 } as const
    const shown = await preview(question, await probeContext())
    expect(shown.images).toHaveLength(4)
    expect(shown.plain.length + shown.augmented.length).toBeLessThan(maxPixelBytes)
  })
})
