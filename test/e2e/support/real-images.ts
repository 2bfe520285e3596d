import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import sharp from 'sharp'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { createRandom } from '../../../src-main/core/random.ts'

const classes = 3
const imagesPerClass = 40

/**
 * A folder with one folder of images per class: photographs of Tiny ImageNet where ADVERSARIUM_TEST_DATA has them, else
 * grey noise.
 */
export async function makeImageFolder(folder: string): Promise<string> {
  const data = process.env['ADVERSARIUM_TEST_DATA']
  const zip = data === undefined ? null : join(data, 'tiny-imagenet-20.zip')
  if (zip !== null && existsSync(zip)) await unpackPhotographs(zip, folder)
  else await drawPatterns(folder)
  return folder
}

async function unpackPhotographs(path: string, folder: string): Promise<void> {
  const zip = await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(path, { lazyEntries: true })
  const open = promisify(zip.openReadStream.bind(zip)) as (entry: Entry) => Promise<NodeJS.ReadableStream>
  const counts = new Map<string, number>()
  await new Promise<void>((resolve, reject) => {
    const take = async (entry: Entry): Promise<void> => {
      const [, name, file] = /\/train\/(n\d+)\/images\/(.+\.JPEG)$/.exec(entry.fileName) ?? []
      const known = name === undefined ? undefined : (counts.get(name) ?? (counts.size < classes ? 0 : undefined))
      if (name !== undefined && file !== undefined && known !== undefined && known < imagesPerClass) {
        counts.set(name, known + 1)
        write(join(folder, name, file), await buffer(await open(entry)))
      }
      const isFull = counts.size === classes && [...counts.values()].every((count) => count === imagesPerClass)
      if (isFull) resolve()
      else zip.readEntry()
    }
    zip.on('entry', (entry: Entry) => void take(entry).catch(reject))
    zip.once('end', resolve)
    zip.once('error', reject)
    zip.readEntry()
  })
  zip.close()
}

/** Classes differ by brightness and overlap, so that every model gets some of them wrong. */
async function drawPatterns(folder: string): Promise<void> {
  const random = createRandom(1)
  for (let label = 0; label < classes; label++) {
    for (let i = 0; i < imagesPerClass; i++) {
      const brightness = 20 + label * 35 + random.uniform() * 120
      const pixels = Buffer.from(
        Array.from({ length: 32 * 32 * 3 }, () => Math.round(brightness + random.uniform() * 40)),
      )
      const png = await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
        .png()
        .toBuffer()
      write(join(folder, `pattern-${label}`, `${i}.png`), png)
    }
  }
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
