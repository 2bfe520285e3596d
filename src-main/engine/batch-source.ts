import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { MethodChoice } from '../contract/method.ts'
import type { Batches } from '../core/datasets/batches.ts'
import type { Batch, StepBatch } from '../core/datasets/image-set.ts'
import { workerEntry } from '../files/worker-entry.ts'
import { fromThreadError, type ThreadError } from './thread-error.ts'

/** What a worker is told once: with it, a batch depends on epoch and index alone. */
export interface BatchRecipe {
  readonly datasetFolder: string
  readonly augmentations: readonly MethodChoice[]
  readonly seed: number
  readonly batchSize: number
  readonly imagesPerClass?: number | null
  readonly repeats?: number
}

/** What a run's batches hold. `imageSize`: values in one image. */
type BatchPlan = Pick<Batches, 'perEpoch' | 'largest' | 'areBytes'> & { readonly imageSize: number }

/** What a worker starts with. */
export interface WorkerRecipe extends BatchRecipe {
  readonly ring: readonly Batch[]
}
export interface BatchRequest {
  readonly epoch: number
  readonly index: number
  /** Where in the ring the batch is written. */
  readonly slot: number
}
/** How many images the batch has, or why it cannot be made. */
type BatchOutcome = { readonly count: number } | { readonly error: ThreadError }
export type BatchReply = Pick<BatchRequest, 'slot'> & BatchOutcome

/** Training batches. */
export interface BatchSource {
  /**
   * The batch of an epoch (0 first) and place in it. Its arrays may be written anew once the next batch is asked for:
   * tensors made of them must be gone by then.
   */
  next(epoch: number, index: number): Promise<StepBatch>
  close(): Promise<void>
}

/** Threads leave most cores to the step, which needs them more. */
const threadCount = (): number => Math.min(4, Math.max(1, Math.floor(availableParallelism() / 4)))

/** A batch that is being made, or is done. */
interface Filling {
  readonly slot: number
  readonly batch: Promise<Batch>
}

/**
 * Batches read and augmented in threads of their own while the step computes, into a ring of shared memory: one is the
 * step's, the others are made ahead, two for each thread, the first of them from `firstStep` on at once.
 */
export function createBatchSource(recipe: BatchRecipe, plan: BatchPlan, firstStep: number): BatchSource {
  const threads = threadCount()
  const ring = Array.from({ length: 1 + 2 * threads }, () => createSlot(plan))
  const workers = Array.from({ length: threads }, () => {
    const workerData = { ...recipe, ring } satisfies WorkerRecipe
    return new Worker(workerEntry(__dirname, 'batch-worker.ts'), { workerData })
  })
  const filling = new Map<string, Filling>()
  const pending = new Map<number, (reply: BatchOutcome) => void>()
  const free = ring.map((_, slot) => slot)
  let inUse: number | null = null
  let requests = 0
  let failure: Error | null = null

  function request(epoch: number, index: number, slot: number): void {
    const { promise, resolve, reject } = Promise.withResolvers<Batch>()
    promise.catch(() => undefined)
    filling.set(keyOf({ epoch, index }), { slot, batch: promise })
    pending.set(slot, (reply) =>
      'count' in reply ? resolve(cut(ring[slot] as Batch, reply.count, plan)) : reject(fromThreadError(reply.error)),
    )
    if (failure !== null) settle(slot, { error: failure })
    else workers[requests++ % threads]?.postMessage({ epoch, index, slot } satisfies BatchRequest)
  }

  function settle(slot: number, reply: BatchOutcome): void {
    const told = pending.get(slot)
    pending.delete(slot)
    told?.(reply)
  }

  function fail(error: Error): void {
    failure ??= error
    for (const slot of pending.keys()) settle(slot, { error: failure })
  }

  /** Has the batches from here on made, as far as there is room. */
  function fillAhead(epoch: number, index: number): void {
    for (let at = index; free.length > 0 && at < index + ring.length; at++) {
      const place = { epoch: epoch + Math.floor(at / plan.perEpoch), index: at % plan.perEpoch }
      if (!filling.has(keyOf(place))) request(place.epoch, place.index, free.shift() as number)
    }
  }

  /** Batches that nobody will ask for any more make room once they are done. */
  async function forgetAll(): Promise<void> {
    const forgotten = [...filling.values()]
    filling.clear()
    for (const { slot, batch } of forgotten) {
      await batch.catch(() => undefined)
      free.push(slot)
    }
  }

  for (const worker of workers) {
    worker.on('message', ({ slot, ...reply }: BatchReply) => settle(slot, reply))
    worker.on('error', fail)
    worker.on('exit', () => fail(new Error('The batch worker ended.')))
  }
  fillAhead(0, firstStep)

  return {
    async next(epoch, index) {
      if (inUse !== null) free.push(inUse)
      inUse = null
      const key = keyOf({ epoch, index })
      if (!filling.has(key)) await forgetAll()
      fillAhead(epoch, index)
      const { slot, batch } = filling.get(key) as Filling
      try {
        return await batch
      } finally {
        filling.delete(key)
        inUse = slot
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

const keyOf = ({ epoch, index }: Pick<BatchRequest, 'epoch' | 'index'>): string => `${epoch}/${index}`

/** Room for the largest batch in memory of its own, which all threads share. */
function createSlot({ areBytes, imageSize, largest }: BatchPlan): Batch {
  const values = largest * imageSize
  return {
    images: areBytes
      ? new Uint8Array(new SharedArrayBuffer(values))
      : new Float32Array(new SharedArrayBuffer(4 * values)),
    labels: new Int32Array(new SharedArrayBuffer(4 * largest)),
    indices: new Int32Array(new SharedArrayBuffer(4 * largest)),
  }
}

function cut({ images, labels, indices }: Batch, count: number, { imageSize }: BatchPlan): Batch {
  return {
    images: images.subarray(0, count * imageSize),
    labels: labels.subarray(0, count),
    indices: indices.subarray(0, count),
  }
}
