import { parentPort } from 'node:worker_threads'
import type { ImageSet } from '../core/datasets/image-set.ts'
import { corruptedPixels } from '../core/evaluation/see-images.ts'
import { withCorrupted } from './corrupted-images.ts'
import { provideTextures } from './corruption-textures.ts'
import { openDatasetCache } from './dataset-cache.ts'
import type { PixelJob, PixelReply, PixelRequest } from './pixel-threads.ts'
import { toThreadError } from './thread-error.ts'

let current: PixelJob | null = null
let open: { readonly job: string; readonly images: ImageSet; close(): void } | null = null

/** The images of a job: of another one, they may be others. */
function imagesOf({ id, datasetFolder, split, corrupted }: PixelJob): ImageSet {
  if (open?.job === id) return open.images
  open?.close()
  open = null
  const data = openDatasetCache(datasetFolder)
  open = { job: id, images: withCorrupted(data[split], corrupted), close: data.close }
  return open.images
}

async function make({ job: told, indices, target }: PixelRequest): Promise<void> {
  if (told) current = told
  const job = current
  if (!job) throw new Error('The first request names its job.')
  await provideTextures(job.condition, job.texturesFolder)
  const { condition, seed } = job
  const pixels = corruptedPixels(indices, { images: imagesOf(job), condition, seed })
  if (!pixels) throw new Error(`"${condition.id}" is no corruption.`)
  target.set(pixels)
}

parentPort?.on('message', (request: PixelRequest) => {
  make(request).then(
    () => tell({ number: request.number, error: null }),
    (error: unknown) => tell({ number: request.number, error: toThreadError(error) }),
  )
})

const tell = (reply: PixelReply): void => parentPort?.postMessage(reply)
