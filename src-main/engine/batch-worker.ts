import { parentPort, workerData } from 'node:worker_threads'
import { createBatches } from '../core/datasets/batches.ts'
import type { BatchReply, BatchRequest, WorkerRecipe } from './batch-source.ts'
import { openDatasetCache } from './dataset-cache.ts'

const { datasetFolder, ring, ...recipe } = workerData as WorkerRecipe
const batches = createBatches({ ...recipe, images: openDatasetCache(datasetFolder).train })

parentPort?.on('message', ({ epoch, index, slot }: BatchRequest) => {
  try {
    const { labels } = batches.batch(epoch, index, ring[slot])
    parentPort?.postMessage({ slot, count: labels.length } satisfies BatchReply)
  } catch (error) {
    parentPort?.postMessage({ slot, error: error as Error } satisfies BatchReply)
  }
})
