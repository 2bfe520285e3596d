import { parentPort, workerData } from 'node:worker_threads'
import { createBatches } from '../core/datasets/batches.ts'
import type { BatchRecipe, BatchReply, BatchRequest } from './batch-source.ts'
import { openDatasetCache } from './dataset-cache.ts'

const recipe = workerData as BatchRecipe
const { augmentations, seed, batchSize } = recipe
const batches = createBatches({ images: openDatasetCache(recipe.datasetFolder).train, augmentations, seed, batchSize })

parentPort?.on('message', ({ epoch, index }: BatchRequest) => {
  try {
    const batch = batches.batch(epoch, index)
    const { images, labels, indices } = batch
    const transfer = [images.buffer, labels.buffer, indices.buffer] as ArrayBuffer[]
    parentPort?.postMessage({ epoch, index, batch } satisfies BatchReply, transfer)
  } catch (error) {
    parentPort?.postMessage({ epoch, index, error: error as Error } satisfies BatchReply)
  }
})
