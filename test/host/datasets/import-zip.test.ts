import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boxAt } from '../../../src-main/core/datasets/boxes.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { findCache } from '../../../src-main/host/datasets/cache-folder.ts'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
import { readBoxes, readSplitIndex } from '../../../src-main/host/datasets/read-cache.ts'
import { jpeg } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeZip, type ZipContent } from '../../support/write-zip.ts'

const wnids = ['n02906734', 'n02233338']
let images: ZipContent[] = []

/** Tiny ImageNet's layout: 60 training and 10 validation images of each of two classes. */
beforeAll(async () => {
  const top = 'tiny-imagenet-200'
  images = await Promise.all(
    wnids.flatMap((wnid, label) => [
      ...Array.from({ length: 60 }, async (_, i) => ({
        name: `${top}/train/${wnid}/images/${wnid}_${i}.JPEG`,
        bytes: await jpeg(label * 100 + i),
      })),
      ...Array.from({ length: 10 }, async (_, i) => ({
        name: `${top}/val/images/val_${label * 10 + i}.JPEG`,
        bytes: await jpeg(label * 100 + 60 + i),
      })),
    ]),
  )
})

function texts(annotations?: string, boxes = 'n02233338_0.JPEG\t0\t0\t7\t7'): ZipContent[] {
  const lines = Array.from({ length: 20 }, (_, i) => `val_${i}.JPEG\t${wnids[i < 10 ? 0 : 1]}\t0\t0\t7\t7`).join('\n')
  const files = {
    'wnids.txt': wnids.join('\n'),
    'words.txt': 'n02233338\tcockroach, roach\nn02906734\tbroom\nn00000001\tother',
    'train/n02233338/n02233338_boxes.txt': boxes,
    'val/val_annotations.txt': annotations ?? lines,
  }
  return Object.entries(files).map(([name, text]) => ({ name: `tiny-imagenet-200/${name}`, bytes: Buffer.from(text) }))
}

function zip(contents: readonly ZipContent[]): string {
  const path = join(temporaryFolder(), 'tiny.zip')
  writeZip(path, contents)
  return path
}

const replace = (end: string, bytes: Uint8Array): ZipContent[] =>
  images.map((image) => (image.name.endsWith(end) ? { ...image, bytes } : image))

describe('import of Tiny ImageNet from its zip', () => {
  it('takes classes in the order of wnids.txt, named by words.txt, and the official validation images', async () => {
    const path = zip([...texts(), ...images])
    const dataset = await importDataset({ path, workspace: temporaryFolder() })
    expect(dataset).toMatchObject({
      kind: 'tiny-imagenet',
      title: 'Tiny ImageNet, 2 classes',
      classes: [
        { id: 'n02906734', name: 'broom' },
        { id: 'n02233338', name: 'cockroach' },
      ],
      shape: [8, 8, 3],
      counts: { train: 120, validation: 20 },
      skipped: [],
      warnings: [],
    })
  })

  it('reads where the objects are, and says which lines it does not understand', async () => {
    const workspace = temporaryFolder()
    const lines = ['n02233338_0.JPEG\t1\t2\t5\t7', 'n02233338_1.JPEG\tx\t0\t7\t7', 'n02233338_2.JPEG\t0\t0\t99\t3']
    const path = zip([...texts(undefined, lines.join('\n')), ...images])
    const dataset = await importDataset({ path, workspace })
    expect(dataset.boxes).toEqual({ train: 2, validation: 20 })
    expect(dataset.warnings).toEqual([
      'One line gives no box and is left out, in train/n02233338/n02233338_boxes.txt: "n02233338_1.JPEG\tx\t0\t7\t7".',
    ])
    const cache = openDatasetCache(dataset.folder)
    // 60 brooms come first.
    const boxes = [0, 60, 61, 62, 72].map((image) => boxAt(cache.train.boxes ?? null, image))
    const { names } = await readSplitIndex(dataset, 'train')
    expect([60, 61, 62].map((image) => names[image]?.split('/').at(-1))).toEqual([
      ...['n02233338_0.JPEG', 'n02233338_1.JPEG', 'n02233338_10.JPEG'],
    ])
    expect(boxes).toEqual([
      ...[null, { left: 1, top: 2, right: 6, bottom: 8 }, null, null],
      { left: 0, top: 0, right: 8, bottom: 4 },
    ])
    expect(await readBoxes(dataset, 'train', [60, 0])).toEqual([boxes[1], null])
    expect(boxAt(cache.validation.boxes ?? null, 19)).toEqual({ left: 0, top: 0, right: 8, bottom: 8 })
    cache.close()
  })

  it('scales boxes with the images', async () => {
    const path = zip([...texts(undefined, 'n02233338_0.JPEG\t2\t4\t5\t7'), ...images])
    const dataset = await importDataset({ path, workspace: temporaryFolder(), imageSize: 16 })
    expect(await readBoxes(dataset, 'train', [60])).toEqual([{ left: 4, top: 8, right: 12, bottom: 16 }])
  })

  it('takes a cache from before boxes as it is, and gives it its boxes when it is imported again', async () => {
    const workspace = temporaryFolder()
    const path = zip([...texts(), ...images])
    const { folder, fingerprint } = await importDataset({ path, workspace })
    const file = join(folder, 'dataset.json')
    const { boxes: _, ...before } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    rmSync(join(folder, 'train.boxes.f32'))
    rmSync(join(folder, 'validation.boxes.f32'))
    writeFileSync(file, JSON.stringify(before))

    const cached = await findCache(workspace, fingerprint)
    expect(cached?.counts).toEqual({ train: 120, validation: 20 })
    if (cached) expect(await readBoxes(cached, 'train', [60])).toEqual([null])
    const cache = openDatasetCache(folder)
    expect(cache.train.boxes).toBeNull()
    const again = await importDataset({ path, workspace })
    expect(again).toMatchObject({ fingerprint, boxes: { train: 1, validation: 20 } })
    // What was open goes on with what it has.
    const pixels = new Uint8Array(8 * 8 * 3)
    cache.train.read([119], pixels)
    expect(pixels.some((value) => value > 0)).toBe(true)
    cache.close()
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([fingerprint])
  })

  it('has the fingerprint of its contents, wherever it lies', async () => {
    const workspace = temporaryFolder()
    const first = await importDataset({ path: zip([...texts(), ...images]), workspace })
    const moved = await importDataset({ path: zip([...texts(), ...images]), workspace })
    const other = await importDataset({ path: zip([...texts(), ...replace('val_3.JPEG', await jpeg(9))]), workspace })
    expect(moved.fingerprint).toBe(first.fingerprint)
    expect(other.fingerprint).not.toBe(first.fingerprint)
  })

  it('skips, counts and names a corrupt JPEG', async () => {
    const whole = await jpeg(1)
    const path = zip([...texts(), ...replace('n02906734_7.JPEG', whole.subarray(0, whole.length - 40))])
    const { counts, skipped } = await checkDataset({ path })
    expect(counts).toEqual({ train: 119, validation: 20 })
    expect(skipped).toEqual([
      {
        path: 'tiny-imagenet-200/train/n02906734/images/n02906734_7.JPEG',
        reason: expect.stringMatching(/^cannot be decoded: /) as string,
      },
    ])
  })

  it('refuses more than 1 % of them, naming the first', async () => {
    const broken = images.map((image, i) => (i < 2 ? { ...image, bytes: Buffer.from('no image') } : image))
    await expect(checkDataset({ path: zip([...texts(), ...broken]) })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /^2 of 140 images \(1\.4 %\) cannot be read, more than 1 %: ".*_0\.JPEG"/,
      ) as string,
    })
  })

  it('refuses a wnid that wnids.txt does not name', async () => {
    const path = zip([...texts('val_0.JPEG\tn99999999\t0\t0\t7\t7'), ...images])
    await expect(checkDataset({ path })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'val_annotations.txt gives "val_0.JPEG" the class "n99999999", which wnids.txt does not name.',
    })
  })

  it('names an annotated image that is missing', async () => {
    const path = zip([...texts(), ...images.filter(({ name }) => !name.endsWith('val_5.JPEG'))])
    const { skipped, counts } = await checkDataset({ path })
    expect(counts.validation).toBe(19)
    expect(skipped).toEqual([{ path: 'tiny-imagenet-200/val/images/val_5.JPEG', reason: 'is missing' }])
  })

  it.each([
    ['an entry with ..', { name: '../evil.JPEG' }, '"../evil.JPEG", which points outside of it'],
    ['an absolute entry', { name: '/etc/evil.JPEG' }, '"/etc/evil.JPEG", which points outside of it'],
    ['a symbolic link', { name: 'link.JPEG', mode: 0o120777 }, '"link.JPEG", which is a symbolic link'],
    ['a giant', { name: 'giant.JPEG', claimedBytes: 3 * 2 ** 30 }, '"giant.JPEG" of 3.0 GiB'],
  ])('refuses %s, whole', async (_, entry, message) => {
    const path = zip([...texts(), ...images, { bytes: Buffer.from('x'), ...entry }])
    const workspace = temporaryFolder()
    const error: unknown = await importDataset({ path, workspace }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) as string })
    expect((error as Error).message).toContain('Nothing was imported.')
  })

  it('never unpacks more than an entry claims', async () => {
    const bomb = { name: images[0]?.name ?? '', bytes: Buffer.alloc(10_000_000), claimedBytes: 2000 }
    const { skipped } = await checkDataset({ path: zip([...texts(), bomb, ...images.slice(1)]) })
    expect(skipped).toEqual([{ path: bomb.name, reason: 'is damaged in the archive' }])
  })
})
