import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MethodChoice } from '../contract/method.ts'
import type { Batch } from '../core/datasets/image-set.ts'

/** Batches that the worker makes ahead of the step. */
const ahead = 2

/** What the worker is told once: with it, a batch depends on epoch and index alone. */
export interface BatchRecipe {
  readonly datasetFolder: string
  readonly augmentations: readonly MethodChoice[]
  readonly seed: number
  readonly batchSize: number
}
export interface BatchRequest {
  readonly epoch: number
  readonly index: number
}
export type BatchReply = BatchRequest & ({ readonly batch: Batch } | { readonly error: Error })

/** Training batches, read and augmented in a thread of their own while the step computes. */
export interface BatchSource {
  next(epoch: number, index: number): Promise<Batch>
  /** Milliseconds that `next` waited in all. */
  readonly waitedMs: number
  close(): Promise<void>
}

export function createBatchSource(recipe: BatchRecipe, perEpoch: number): BatchSource {
  const worker = new Worker(join(__dirname, 'batch-worker.cjs'), { workerData: recipe })
  const promised = new Map<string, { promise: Promise<Batch>; settle: (reply: BatchReply) => void }>()
  let waitedMs = 0

  const request = (epoch: number, index: number): Promise<Batch> => {
    const key = `${epoch}/${index}`
    const known = promised.get(key)
    if (known) return known.promise
    const { promise, resolve, reject } = Promise.withResolvers<Batch>()
    promise.catch(() => undefined)
    promised.set(key, { promise, settle: (reply) => ('batch' in reply ? resolve(reply.batch) : reject(reply.error)) })
    worker.postMessage({ epoch, index } satisfies BatchRequest)
    return promise
  }
  const failAll = (error: Error): void => {
    for (const { settle } of promised.values()) settle({ epoch: 0, index: 0, error })
  }
  worker.on('message', (reply: BatchReply) => promised.get(`${reply.epoch}/${reply.index}`)?.settle(reply))
  worker.on('error', failAll)
  worker.on('exit', () => failAll(new Error('The batch worker ended.')))

  return {
    get waitedMs() {
      return waitedMs
    },
    async next(epoch, index) {
      for (let offset = 0; offset <= ahead; offset++) {
        const at = index + offset
        void request(epoch + Math.floor(at / perEpoch), at % perEpoch)
      }
      const started = performance.now()
      const batch = await request(epoch, index)
      waitedMs += performance.now() - started
      promised.delete(`${epoch}/${index}`)
      return batch
    },
    async close() {
      await worker.terminate()
    },
  }
}
