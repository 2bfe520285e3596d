import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import { decodeImage, type DecodedImage } from './decode-image.ts'
import type { DecodeReply, DecodeRequest, WorkerRecipe } from './decode-pool.ts'
import type { FileAddress } from './source.ts'
import { createZipReader } from './zip-reader.ts'

const { source, imageSize } = workerData as WorkerRecipe
const zip = source.kind === 'zip' ? createZipReader(source.path) : null
// The pool has one thread for each core already, and no image comes twice.
sharp.concurrency(1)
sharp.cache(false)

async function read({ path, entry }: FileAddress): Promise<Uint8Array> {
  if (source.kind === 'folder') return readFolder(join(source.root, path))
  if (!entry) throw new Error('is missing')
  return (await zip)!.read(entry)
}

/** At once: nothing else waits for this thread, and by promises a small file takes 30 µs more of the processor. */
function readFolder(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(code === 'ENOENT' ? 'is missing' : `cannot be opened (${code})`, { cause: error })
  }
}

async function decode(file: FileAddress): Promise<DecodedImage | string> {
  try {
    return await decodeImage(await read(file), imageSize)
  } catch (error) {
    return (error as Error).message
  }
}

async function answer({ id, files, shape }: DecodeRequest): Promise<DecodeReply> {
  const results = await Promise.all(files.map(decode))
  const images = results.filter((result) => typeof result !== 'string')
  const [height, width] = shape ?? [images[0]?.height ?? 0, images[0]?.width ?? 0]
  const packed = new Uint8Array(images.length * height * width * 3)
  const other = images.find((image) => image.height !== height || image.width !== width)
  if (!other) images.forEach(({ pixels }, i) => packed.set(pixels, i * height * width * 3))
  return {
    id,
    images: packed,
    shape: [height, width],
    reasons: results.map((result) => (typeof result === 'string' ? result : null)),
    otherSize: other ? { path: files[results.indexOf(other)]?.path ?? '', shape: [other.height, other.width] } : null,
  }
}

parentPort?.on('message', (request: DecodeRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply, [reply.images.buffer as ArrayBuffer]))
})
