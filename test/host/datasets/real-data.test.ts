import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
import { openSource } from '../../../src-main/host/datasets/source.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const data = process.env['ADVERSARIUM_TEST_DATA'] ?? ''
const isThere = data !== '' && existsSync(join(data, 'tiny-imagenet-20.zip'))
if (!isThere) console.log('SKIPPED real datasets: ADVERSARIUM_TEST_DATA names no folder with tiny-imagenet-20.zip')

describe.runIf(isThere)('real datasets', () => {
  it('imports Tiny ImageNet from its zip, every pixel of its first and last images as libvips decodes them', async () => {
    const path = join(data, 'tiny-imagenet-20.zip')
    const dataset = await importDataset({ path, workspace: temporaryFolder() })
    expect(dataset).toMatchObject({
      kind: 'tiny-imagenet',
      shape: [64, 64, 3],
      counts: { train: 10_000, validation: 1000 },
      skipped: [],
      warnings: [],
    })
    expect(dataset.classes).toHaveLength(20)
    expect(dataset.classes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['cockroach', 'broom', 'syringe', 'oboe', 'beer bottle']),
    )
    expect(dataset.boxes).toEqual({ train: 10_000, validation: 1000 })
    const cache = openDatasetCache(dataset.folder)
    const source = await openSource(path)
    for (const [split, position] of [
      ['train', 0],
      ['train', 9999],
      ['validation', 999],
    ] as const) {
      const names = JSON.parse(readFileSync(join(dataset.folder, `${split}.names.json`), 'utf8')) as string[]
      const pixels = new Uint8Array(64 * 64 * 3)
      cache[split].read([position], pixels)
      const expected = await sharp(await source.read(names[position] as string))
        .toColourspace('srgb')
        .raw()
        .toBuffer()
      expect(Buffer.compare(Buffer.from(pixels), expected)).toBe(0)
    }
    const perClass = new Map<number, number>()
    for (const label of cache.train.labels) perClass.set(label, (perClass.get(label) ?? 0) + 1)
    expect([...perClass.values()]).toEqual(Array(20).fill(500))
    source.close()
    cache.close()
  })

  it('imports the MNIST test files', async () => {
    const dataset = await importDataset({ path: join(data, 'mnist'), workspace: temporaryFolder() })
    expect(dataset).toMatchObject({ kind: 'idx', shape: [28, 28, 1], counts: { train: 8000, validation: 2000 } })
    expect(dataset.classes.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })
})
