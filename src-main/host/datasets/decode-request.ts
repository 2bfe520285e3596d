import { closeSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notPlain, openPlainFile } from '../../images/plain-file.ts'
import { decodeImage, type DecodedImage } from './decode-image.ts'
import type { DecodeReply, DecodeRequest, WorkerRecipe } from './decode-pool.ts'
import type { FileAddress } from './source.ts'
import { createZipReader } from './zip-reader.ts'

/** More than an image of most pixels has; what a file or an entry claims beyond that is not read. */
const maxFileBytes = 2 ** 29

/** At once, so that those who wait for their turn hold neither their bytes nor their pixels. */
const atOnce = 4

/** Answers requests of the pool, one after another, with one reader of the source. */
export function createDecoder({ source, imageSize }: WorkerRecipe): (request: DecodeRequest) => Promise<DecodeReply> {
  const zip = source.kind === 'zip' ? createZipReader(source.path) : null
  // Told by every file that is asked for, not by the end of the thread.
  zip?.catch(() => undefined)

  async function read({ path, entry, isMissing }: FileAddress): Promise<Uint8Array> {
    if (isMissing) throw new Error('is missing')
    if (source.kind === 'folder') return readFromFolder(join(source.root, path))
    if (!entry) throw new Error('is missing')
    requireSmall(entry.bytes)
    const reader = await zip?.catch((error: Error) => {
      throw new Error('cannot be read, since the archive is gone or damaged', { cause: error })
    })
    if (!reader) throw new Error('is missing')
    return reader.read(entry)
  }

  async function decode(file: FileAddress): Promise<DecodedImage | string> {
    try {
      return await decodeImage(await read(file), imageSize)
    } catch (error) {
      return (error as Error).message
    }
  }

  return async ({ id, files, shape }) => {
    const results = await inTurn(files, decode)
    const images = results.filter((result) => typeof result !== 'string')
    const [height, width] = shape ?? [images[0]?.height ?? 0, images[0]?.width ?? 0]
    const packed = new Uint8Array(images.length * height * width * 3)
    const other = images.find((image) => image.height !== height || image.width !== width)
    if (!other) images.forEach(({ pixels }, i) => packed.set(pixels, i * height * width * 3))
    return {
      id,
      images: packed,
      shape: [height, width],
      originals: images.map(({ original }) => original),
      reasons: results.map((result) => (typeof result === 'string' ? result : null)),
      otherSize: other ? { path: files[results.indexOf(other)]?.path ?? '', shape: [other.height, other.width] } : null,
    }
  }
}

/** All results, in order, with `atOnce` of them under way. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const workOff = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, workOff))
  return results
}

/** At once: nothing else waits for this thread, and by promises a small file takes 30 µs more of the processor. */
function readFromFolder(path: string): Uint8Array {
  try {
    const opened = openPlainFile(path)
    if (!opened) throw new Error(notPlain)
    try {
      requireSmall(opened.bytes)
      return readFileSync(opened.file)
    } finally {
      closeSync(opened.file)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Error(code === 'ENOENT' ? 'is missing' : `cannot be opened (${code})`, { cause: error })
  }
}

function requireSmall(bytes: number): void {
  if (bytes > maxFileBytes) throw new Error(`has ${(bytes / 2 ** 20).toFixed(0)} MiB, more than an image has`)
}
