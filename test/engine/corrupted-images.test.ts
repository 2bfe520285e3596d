import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../src-main/contract/catalog.ts'
import { fog } from '../../src-main/core/corruptions/fog.ts'
import { tinyImagenetC } from '../../src-main/core/corruptions/tiny-imagenet-c.ts'
import { matchCorrupted } from '../../src-main/core/datasets/match-corrupted.ts'
import { readPixels } from '../../src-main/core/datasets/pixels.ts'
import { createRandom } from '../../src-main/core/random.ts'
import { withCorrupted } from '../../src-main/engine/corrupted-images.ts'
import { sourceOfImage } from '../../src-main/engine/corrupted-source.ts'
import { openDatasetCache } from '../../src-main/engine/dataset-cache.ts'
import { importDataset } from '../../src-main/host/datasets/import-dataset.ts'
import { leaveOut } from '../support/leave-out.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const zip = join(process.env['ADVERSARIUM_TEST_DATA'] ?? '', 'tiny-imagenet-20.zip')
const isThere = existsSync(zip)
if (!isThere) leaveOut('corrupted images beside Tiny ImageNet', 'no tiny-imagenet-20.zip below ADVERSARIUM_TEST_DATA')

/** Fog of real validation images, made here and saved as the authors save: JPEG, quality 85. */
async function writeFog(folder: string) {
  const { folder: datasetFolder } = await importDataset({ path: zip, workspace: folder })
  const data = openDatasetCache(datasetFolder)
  const names = JSON.parse(readFileSync(join(datasetFolder, 'validation.names.json'), 'utf8')) as string[]
  const classes = data.classes.map(({ id }) => id)
  const root = join(folder, 'Tiny-ImageNet-C')
  const [height, width] = data.shape
  const foggy = new Map<string, Float32Array>()
  for (const image of [0, 1, 5]) {
    for (const severity of [1, 5]) {
      const pixels = readPixels(data.validation, Int32Array.of(image))
      fog.apply({ severity }, pixels, data.shape, createRandom(3, image))
      foggy.set(`${image} ${severity}`, pixels)
      const raw = Uint8Array.from(pixels, (value) => Math.round(value * 255))
      const target = join(root, 'fog', String(severity), classes[data.validation.labels[image] as number] as string)
      mkdirSync(target, { recursive: true })
      const jpeg = sharp(raw, { raw: { width, height, channels: 3 } }).jpeg({ quality: 85, optimiseCoding: true })
      writeFileSync(join(target, names[image]?.split('/').at(-1) as string), await jpeg.toBuffer())
    }
  }
  const listed = new Map<string, string[]>()
  for (const image of [0, 1, 5]) {
    const id = classes[data.validation.labels[image] as number] as string
    listed.set(id, [...(listed.get(id) ?? []), names[image]?.split('/').at(-1) as string])
  }
  const { matching, files } = matchCorrupted({ labels: data.validation.labels, names, classes }, listed)
  const images = withCorrupted(data.validation, { root, corruptions: ['fog'], files: [...files] })
  return { images, foggy, matching, root, files }
}

describe.skipIf(!isThere)('corrupted images beside a dataset', () => {
  it('are read from their files in the place of the images, and told where they are broken', async () => {
    const { images, foggy, matching, root, files } = await writeFog(temporaryFolder())
    expect(matching).toBe('by-name')
    const at = (severity: number) => resolveParams(tinyImagenetC, { corruption: 'fog', severity })
    expect([0, 1, 2, 5].map((index) => tinyImagenetC.suits(at(1), images, index))).toEqual([true, true, false, true])
    expect(tinyImagenetC.suits(resolveParams(tinyImagenetC, { corruption: 'snow' }), images, 0)).toBe(false)
    for (const image of [0, 1, 5]) {
      for (const severity of [1, 5]) {
        const seen = readPixels(images, Int32Array.of(image))
        tinyImagenetC.apply(at(severity), seen, { images, index: image }, createRandom(0))
        const expected = foggy.get(`${image} ${severity}`) as Float32Array
        const difference = seen.reduce((sum, value, i) => sum + Math.abs(value - (expected[i] as number)), 0)
        // What JPEG took, in levels of 255; other images are 40 and more away.
        expect((difference / seen.length) * 255).toBeLessThan(8)
      }
    }
    const path = join(root, 'fog', '1', files[0] ?? '')
    const read = () => images.corrupted?.read('fog', 1, 0)
    writeFileSync(path, 'no image')
    expect(read).toThrow(`The corrupted image ${path} cannot be read: it is no JPEG, or a damaged one.`)
    const small = { create: { width: 8, height: 8, channels: 3, background: '#888' } } as const
    writeFileSync(path, await sharp(small).jpeg().toBuffer())
    expect(read).toThrow('it has 8 × 8 pixels, the dataset 64 × 64')
    // A header that claims more than there is memory for is read, its pixels are not.
    const bomb = await sharp({ create: { ...small.create, width: 64, height: 64 } })
      .jpeg()
      .toBuffer()
    const frame = bomb.indexOf(Buffer.of(0xff, 0xc0))
    bomb.writeUInt16BE(65_500, frame + 5)
    bomb.writeUInt16BE(65_500, frame + 7)
    writeFileSync(path, bomb)
    expect(read).toThrow('it has 65500 × 65500 pixels, the dataset 64 × 64')
    rmSync(path)
    mkdirSync(path)
    expect(read).toThrow(`${path} cannot be read: is no file, but a folder, a pipe or a device`)
    rmSync(path, { recursive: true })
    expect(read).toThrow(`The corrupted image ${path} cannot be read: `)
  })
})

it('for one image no other names are sent', () => {
  const source = { root: '/data', corruptions: ['fog'], files: ['a/1.JPEG', null, 'b/2.JPEG'] }
  expect(sourceOfImage(source, 2)).toEqual({ ...source, files: [null, null, 'b/2.JPEG'] })
  expect(sourceOfImage(null, 2)).toBeNull()
})
