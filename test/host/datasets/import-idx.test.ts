import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
import { writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const uint32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const labelsFile = (labels: readonly number[]): Buffer => Buffer.from([0, 0, 8, 1, ...uint32(labels.length), ...labels])
/** Images of 5 rows and 4 columns, each filled with its own index. */
const imagesFile = (count: number): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 8, 3, ...uint32(count), ...uint32(5), ...uint32(4)]),
    ...Array.from({ length: count }, (_, i) => Buffer.alloc(20, i)),
  ])
const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => 3 + (i % 2) * 4)

describe('import of IDX files', () => {
  it('reads training and test files, packed or plain, and keeps one channel', async () => {
    const path = writeFiles(temporaryFolder(), {
      'train-images-idx3-ubyte.gz': gzipSync(imagesFile(20)),
      'train-labels-idx1-ubyte.gz': gzipSync(labelsFile(labels(20))),
      't10k-images-idx3-ubyte': imagesFile(6),
      't10k-labels-idx1-ubyte': labelsFile(labels(6)),
    })
    const dataset = await importDataset({ path, workspace: temporaryFolder() })
    expect(dataset).toMatchObject({
      kind: 'idx',
      shape: [5, 4, 1],
      counts: { train: 20, validation: 6 },
      classes: [
        { id: '3', name: '3' },
        { id: '7', name: '7' },
      ],
      warnings: [],
    })
    const cache = openDatasetCache(dataset.folder)
    const pixels = new Uint8Array(60)
    cache.train.read([17, 2, 3], pixels)
    expect([pixels[0], pixels[20], pixels[59]]).toEqual([17, 2, 3])
    expect([...cache.train.labels.subarray(0, 3)]).toEqual([0, 1, 0])
    cache.close()
  })

  it('splits a lone set 80/20, the same way each time, and says so', async () => {
    const path = writeFiles(temporaryFolder(), {
      't10k-images-idx3-ubyte': imagesFile(50),
      't10k-labels-idx1-ubyte': labelsFile(labels(50)),
    })
    const report = await checkDataset({ path: join(path, 't10k-images-idx3-ubyte') })
    expect(report.counts).toEqual({ train: 40, validation: 10 })
    expect(report.warnings).toEqual([expect.stringContaining('Only test files are there: 20 %')])
  })

  it('takes some classes alone, each with the images that it has in the whole', async () => {
    const path = writeFiles(temporaryFolder(), {
      't10k-images-idx3-ubyte': imagesFile(60),
      't10k-labels-idx1-ubyte': labelsFile(Array.from({ length: 60 }, (_, i) => [3, 5, 7][i % 3] as number)),
    })
    const workspace = temporaryFolder()
    const [whole, part] = [
      await importDataset({ path, workspace }),
      await importDataset({ path, workspace, classes: ['7', '3'] }),
    ]
    expect(part).toMatchObject({
      title: `${whole.title}: 3, 7`,
      counts: { train: 32, validation: 8 },
      params: { imageSize: null, classes: '3,7' },
      classes: [
        { id: '3', name: '3' },
        { id: '7', name: '7' },
      ],
    })
    expect(part.fingerprint).not.toBe(whole.fingerprint)
    // Every image is filled with its own number, by which its class is known.
    const firstValues = (folder: string): number[][] => {
      const { validation, close } = openDatasetCache(folder)
      const pixels = new Uint8Array(validation.count * 20)
      validation.read([...validation.labels.keys()], pixels)
      const found = Array.from(validation.labels, (label, i) => [pixels[20 * i] as number, label])
      close()
      return found
    }
    const expected = firstValues(whole.folder).filter(([, label]) => label !== 1)
    expect(firstValues(part.folder)).toEqual(expected.map(([image, label]) => [image, label === 0 ? 0 : 1]))
    expect(await importDataset({ path, workspace, classes: ['3', '7'] })).toMatchObject({ folder: part.folder })
  })

  it('refuses a class that is not there, and a single one', async () => {
    const path = writeFiles(temporaryFolder(), {
      't10k-images-idx3-ubyte': imagesFile(20),
      't10k-labels-idx1-ubyte': labelsFile(labels(20)),
    })
    await expect(checkDataset({ path, classes: ['3', '8'] })).rejects.toThrow('There is no class "8" in the source.')
    await expect(checkDataset({ path, classes: ['3', '3'] })).rejects.toThrow('needs two classes or more')
  })

  it('resizes when asked', async () => {
    const path = writeFiles(temporaryFolder(), {
      'train-images-idx3-ubyte': imagesFile(20),
      'train-labels-idx1-ubyte': labelsFile(labels(20)),
    })
    const dataset = await importDataset({ path, imageSize: 8, workspace: temporaryFolder() })
    expect(dataset.shape).toEqual([8, 8, 1])
    const cache = openDatasetCache(dataset.folder)
    const pixels = new Uint8Array(64)
    cache.train.read([0], pixels)
    expect(new Set(pixels).size).toBe(1)
    cache.close()
  })

  it.each([
    ['labels are missing', { 'train-images-idx3-ubyte': imagesFile(4) }, 'has no file of labels'],
    [
      'counts differ',
      { 'train-images-idx3-ubyte': imagesFile(4), 'train-labels-idx1-ubyte': labelsFile([1, 2, 3]) },
      '3 labels: expected',
    ],
    [
      'a file is cut off',
      { 'train-images-idx3-ubyte': imagesFile(4).subarray(0, 50), 'train-labels-idx1-ubyte': labelsFile(labels(4)) },
      'is not a readable IDX file',
    ],
    [
      'a packed file is cut off',
      {
        'train-images-idx3-ubyte.gz': gzipSync(imagesFile(4)).subarray(0, 30),
        'train-labels-idx1-ubyte': labelsFile(labels(4)),
      },
      'cannot be unpacked',
    ],
  ])('refuses when %s', async (_, files, message) => {
    const path = writeFiles(temporaryFolder(), files)
    await expect(checkDataset({ path })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message) as string,
      hint: expect.any(String) as string,
    })
  })
})
