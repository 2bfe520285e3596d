import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { readManifest } from '../../../src-main/host/datasets/cache-folder.ts'
import { generateDataset } from '../../../src-main/host/datasets/generate-dataset.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const params = { size: 16, train: 40, validation: 20, classes: 3 }

describe('generateDataset', () => {
  it('writes a balanced dataset, once for the same parameters', async () => {
    const workspace = temporaryFolder()
    const dataset = await generateDataset({ id: 'shapes', params, workspace })
    expect(dataset).toMatchObject({
      kind: 'shapes',
      source: null,
      shape: [16, 16, 3],
      counts: { train: 40, validation: 20 },
      classes: [{ name: 'disc' }, { name: 'square' }, { name: 'triangle' }],
    })
    expect(await readManifest(dataset.folder)).toEqual(dataset)
    expect(await generateDataset({ id: 'shapes', params: { ...params, seed: 0 }, workspace })).toEqual(dataset)
    const other = await generateDataset({ id: 'shapes', params: { ...params, seed: 1 }, workspace })
    expect(other.fingerprint).not.toBe(dataset.fingerprint)
  })

  it('makes a damaged cache again', async () => {
    const workspace = temporaryFolder()
    const { folder } = await generateDataset({ id: 'shapes', params, workspace })
    truncateSync(join(folder, 'train.images.u8'), 100)
    expect(() => openDatasetCache(folder)).toThrow('train.images.u8 has 100 bytes, expected 30720')
    await generateDataset({ id: 'shapes', params, workspace })
    const cache = openDatasetCache(folder)
    expect(cache.train.count).toBe(40)
    cache.close()
  })

  it('says that there is no dataset where the manifest is cut off', async () => {
    const { folder } = await generateDataset({ id: 'shapes', params, workspace: temporaryFolder() })
    truncateSync(join(folder, 'dataset.json'), 20)
    await expect(readManifest(folder)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses what is imported, and unknown parameters', async () => {
    const workspace = temporaryFolder()
    await expect(generateDataset({ id: 'idx', params: {}, workspace })).rejects.toThrow('imported, not generated')
    await expect(generateDataset({ id: 'shapes', params: { colour: 1 }, workspace })).rejects.toThrow('"colour"')
  })
})

describe('openDatasetCache', () => {
  it('says which file is missing, and what to do', async () => {
    const { folder } = await generateDataset({ id: 'shapes', params, workspace: temporaryFolder() })
    rmSync(join(folder, 'validation.labels.i32'))
    expect(() => openDatasetCache(folder)).toThrow('validation.labels.i32 is missing')
    rmSync(join(folder, 'dataset.json'))
    expect(() => openDatasetCache(folder)).toThrow('dataset.json is missing')
  })

  it('reads images in any order, neighbours and repeats among them, as one by one', async () => {
    const { folder } = await generateDataset({ id: 'shapes', params, workspace: temporaryFolder() })
    const { train, close } = openDatasetCache(folder)
    const size = 16 * 16 * 3
    const indices = [3, 4, 5, 5, 39, 0, 1]
    const together = new Uint8Array(indices.length * size)
    train.read(indices, together)
    indices.forEach((image, position) => {
      const alone = new Uint8Array(size)
      train.read([image], alone)
      expect(together.subarray(position * size, (position + 1) * size)).toEqual(alone)
    })
    expect(() => train.read([40], new Uint8Array(size))).toThrow('of 40')
    close()
  })
})
