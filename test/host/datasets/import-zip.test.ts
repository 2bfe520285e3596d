import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
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

function texts(annotations?: string): ZipContent[] {
  const lines = Array.from({ length: 20 }, (_, i) => `val_${i}.JPEG\t${wnids[i < 10 ? 0 : 1]}\t0\t0\t7\t7`).join('\n')
  const files = {
    'wnids.txt': wnids.join('\n'),
    'words.txt': 'n02233338\tcockroach, roach\nn02906734\tbroom\nn00000001\tother',
    'train/n02233338/n02233338_boxes.txt': 'n02233338_0.JPEG\t0\t0\t7\t7',
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
