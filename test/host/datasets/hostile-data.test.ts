import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { decodeImage } from '../../../src-main/host/datasets/decode-image.ts'
import { openSource } from '../../../src-main/host/datasets/source.ts'
import { reasonsOf, refusal, writeArchive } from '../../support/hostile-data.ts'
import { jpeg, picture, png, writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function twoClasses(root: string): Promise<string> {
  for (const name of ['a', 'b']) {
    for (let i = 0; i < 3; i++) writeFiles(root, { [`${name}/${i}.png`]: await png(i) })
  }
  return root
}

describe('a hostile folder', () => {
  it('is refused for a link that leads out of the data folder, to a file, a folder or nothing that is there', async () => {
    const within = temporaryFolder()
    const outside = await twoClasses(temporaryFolder())
    for (const [name, target] of [
      ['a/link.png', 'a/0.png'],
      ['link', 'b'],
    ] as const) {
      const root = await twoClasses(join(within, name.replace('/', '-')))
      symlinkSync(join(outside, target), join(root, name))
      await expect(openSource(root, { within })).rejects.toMatchObject({ code: 'unauthorized' })
    }
  })

  it('ends where links lead in circles, and lists nothing twice for it', async () => {
    const root = await twoClasses(temporaryFolder())
    for (let i = 0; i < 10; i++) symlinkSync(root, join(root, 'a', `loop${i}`))
    symlinkSync('self', join(root, 'b', 'self'))
    const source = await openSource(root)
    const images = source.files.filter(({ bytes }) => bytes > 0).map(({ path }) => path)
    expect(images).toEqual(['a/0.png', 'a/1.png', 'a/2.png', 'b/0.png', 'b/1.png', 'b/2.png'])
  })

  it('waits for no pipe and reads no device, whenever they come', { timeout: 20_000 }, async () => {
    const root = await twoClasses(temporaryFolder())
    execFileSync('mkfifo', [join(root, 'a', 'pipe.png'), join(root, 'pipe.zip'), join(root, 'train-images-idx3-ubyte')])
    symlinkSync('/dev/zero', join(root, 'b', 'zero.png'))
    const source = await openSource(root)
    // One that became a pipe after it was listed.
    rmSync(join(root, 'a', '0.png'))
    execFileSync('mkfifo', [join(root, 'a', '0.png')])
    const files = ['a/pipe.png', 'b/zero.png', 'a/0.png', 'b/0.png'].map((path) => source.locate(path))
    const none = 'is no file, but a folder, a pipe or a device'
    expect(await reasonsOf(source, files)).toEqual([none, none, none, null])
    for (const name of ['pipe.zip', 'train-images-idx3-ubyte']) {
      expect(await refusal(openSource(join(root, name)))).toContain('pipe or a device')
    }
    writeFileSync(join(root, 'train-labels-idx1-ubyte'), '')
    expect(await refusal(checkDataset({ path: root, kind: 'idx' }))).toContain('is no file')
  })

  it('tells of a link to nothing, a folder with the name of an image, and a file that went away', async () => {
    const root = await twoClasses(temporaryFolder())
    symlinkSync('nowhere', join(root, 'a', 'dangling.png'))
    mkdirSync(join(root, 'a', 'folder.png'))
    const source = await openSource(root)
    expect(source.files.map(({ path }) => path)).not.toContain('a/folder.png')
    rmSync(join(root, 'b', '1.png'))
    renameSync(join(root, 'b', '2.png'), join(root, 'b', '3.png'))
    mkdirSync(join(root, 'b', '2.png'))
    const files = ['a/dangling.png', 'b/1.png', 'b/2.png', 'b/0.png'].map((path) => source.locate(path))
    const none = 'is no file, but a folder, a pipe or a device'
    expect(await reasonsOf(source, files)).toEqual(['is missing', 'is missing', none, null])
  })

  it('reads no file that a list of its own names outside of it', async () => {
    const outside = temporaryFolder()
    writeFileSync(join(outside, 'private.png'), await png(1))
    const root = join(outside, 'tiny')
    const images = Object.fromEntries(
      await Promise.all(['n01', 'n02'].map(async (id) => [`train/${id}/images/${id}_0.JPEG`, await jpeg(1)] as const)),
    )
    const lists = { 'wnids.txt': 'n01\nn02', 'val/val_annotations.txt': '../../../private.png\tn01\n' }
    writeFiles(root, { ...images, ...lists })
    const message = await refusal(checkDataset({ path: root }))
    expect(message).toContain('"val/images/../../../private.png" is missing')
  })

  it('of 100,000 files is listed, and others are answered meanwhile', async () => {
    const root = temporaryFolder()
    writeFiles(root, { 'a/0.png': await png(1), 'b/0.png': await png(2) })
    for (let i = 1; i < 50_000; i++) {
      for (const name of ['a', 'b']) linkSync(join(root, name, '0.png'), join(root, name, `${i}.png`))
    }
    let turns = 0
    const beat = setInterval(() => turns++, 0)
    const source = await openSource(root)
    clearInterval(beat)
    expect(source.files).toHaveLength(100_000)
    expect(turns).toBeGreaterThan(20)
  })

  it('whose archive goes away while it is read tells so of every image', async () => {
    const path = await writeArchive(() => undefined)
    const source = await openSource(path)
    rmSync(path)
    const files = ['a/0.png', 'b/0.png'].map((name) => source.locate(name))
    const gone = 'cannot be read, since the archive is gone or damaged'
    expect(await reasonsOf(source, files)).toEqual([gone, gone])
    source.close()
  })
})

/** A PNG that claims a size, with a few bytes of pixels. PNG specification, section 11. */
function claimingPng(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(1000)))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    pixels,
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a hostile image', () => {
  it('that claims more pixels than can be decoded is refused by its header', async () => {
    await expect(decodeImage(claimingPng(60_000, 60_000), 64)).rejects.toThrow('more than can be decoded')
    const bytes = await jpeg(1)
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
    expect(frame).toBeGreaterThan(0)
    bytes.writeUInt16BE(60_000, frame + 5)
    bytes.writeUInt16BE(60_000, frame + 7)
    await expect(decodeImage(bytes, 64)).rejects.toThrow('claims 60000×60000 pixels, more than can be decoded')
  })

  it('of more pixels than a batch has room for needs a size', async () => {
    const large = picture(1, 1500)
    for (const bytes of [await large.clone().png().toBuffer(), await large.clone().jpeg().toBuffer()]) {
      await expect(decodeImage(bytes, null)).rejects.toThrow('give the size that images are to have')
      expect(await decodeImage(bytes, 8)).toMatchObject({ width: 8, height: 8 })
    }
  })

  it('with more scans than an encoder writes is refused before they are decoded', async () => {
    const bytes = await picture(1, 16).jpeg({ progressive: true }).toBuffer()
    const scan = bytes.lastIndexOf(Buffer.from([0xff, 0xda]))
    const many = Buffer.concat([
      bytes.subarray(0, -2),
      ...Array<Buffer>(200).fill(bytes.subarray(scan, -2)),
      bytes.subarray(-2),
    ])
    await expect(decodeImage(bytes, null)).resolves.toMatchObject({ width: 16 })
    await expect(decodeImage(many, null)).rejects.toThrow('has 100 scans or more')
  })

  it('of a format that could name other files is not opened', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>',
    )
    await expect(decodeImage(svg, null)).rejects.toThrow('of a format that is not read')
  })
})

describe('hostile IDX', () => {
  const head = (...sizes: number[]): Buffer => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length)
    bytes.set([0, 0, 8, sizes.length])
    sizes.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i))
    return bytes
  }
  const write = (images: Uint8Array, labels: Uint8Array): string =>
    writeFiles(temporaryFolder(), { 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels })

  it.each([
    ['no images', [0, 4, 4], 0, 'has 0 images'],
    ['no rows', [4, 0, 4], 4, 'has 0 rows'],
    ['more rows than there are bytes', [4, 0xffffffff, 0xffffffff], 4, 'expected'],
    ['rows that are too long', [1, 1, 5000], 1, 'has 5000 columns'],
  ] as const)('with %s is refused', async (_, shape, count, message) => {
    const values = shape.reduce<number>((product, size) => product * size, 1)
    const images = Buffer.concat([head(...shape), Buffer.alloc(values <= 5000 ? values : 16)])
    const labels = Buffer.concat([head(count), Buffer.from([0, 1, 0, 1]).subarray(0, count)])
    expect(await refusal(checkDataset({ path: write(images, labels) }))).toContain(message)
  })

  it('of millions of tiny images is refused, and fills no memory', async () => {
    const count = 5_000_001
    const images = Buffer.concat([head(count, 1, 1), Buffer.alloc(count)])
    const labels = Buffer.concat([head(count), Buffer.alloc(count)])
    expect(await refusal(checkDataset({ path: write(images, gzipSync(labels)) }))).toContain('expected 1 to 5000000')
  })
})
