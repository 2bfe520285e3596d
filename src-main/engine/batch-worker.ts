import { parentPort, workerData } from 'node:worker_threads'
import { createBatches, type Batches } from '../core/datasets/batches.ts'
import type { BatchReply, BatchRequest, WorkerRecipe } from './batch-source.ts'
import { openDatasetCache } from './dataset-cache.ts'
import { toThreadError } from './thread-error.ts'

const { datasetFolder, ring, ...recipe } = workerData as WorkerRecipe
let batches: Batches | null = null

parentPort?.on('message', ({ epoch, index, slot }: BatchRequest) => {
  try {
    batches ??= createBatches({ ...recipe, images: openDatasetCache(datasetFolder).train })
    const { labels } = batches.batch(epoch, index, ring[slot])
    parentPort?.postMessage({ slot, count: labels.length } satisfies BatchReply)
  } catch (error) {
    parentPort?.postMessage({ slot, error: toThreadError(error) } satisfies BatchReply)
  }
})
