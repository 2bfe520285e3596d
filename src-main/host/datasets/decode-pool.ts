import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../contract/wire.ts'
import { hostWorkerEntry } from '../worker-entry.ts'
import type { FileAddress, SourceAddress } from './source.ts'

type Size = readonly [height: number, width: number]

export interface WorkerRecipe {
  readonly source: SourceAddress
  readonly imageSize: number | null
}
export interface DecodeRequest {
  readonly id: number
  readonly files: readonly FileAddress[]
  /** The size that all images must have; null before the first was decoded. */
  readonly shape: Size | null
}
export interface DecodeReply {
  readonly id: number
  /** The images that could be read, packed. */
  readonly images: Uint8Array
  readonly shape: Size
  /** Height and width that each of them has in its file. */
  readonly originals: readonly Size[]
  /** For each file why it cannot be read, or null. */
  readonly reasons: readonly (string | null)[]
  /** The first image that is not of the size asked for; then `images` is empty of meaning. */
  readonly otherSize: { readonly path: string; readonly shape: Size } | null
}

export interface DecodePool {
  /** How many requests keep all threads busy. */
  readonly width: number
  /** Rejects with `invalid-input` where a file broke the thread that decoded it. */
  decode(files: readonly FileAddress[], shape: Size | null): Promise<DecodeReply>
  close(): Promise<void>
}

const maxThreads = 8

/** Threads that read and decode files, one for each core. */
export function createDecodePool(recipe: WorkerRecipe): DecodePool {
  const entry = hostWorkerEntry('datasets/import-worker.ts')
  const threads = Math.min(maxThreads, availableParallelism())
  const waiting = new Map<number, { resolve: (reply: DecodeReply) => void; reject: (error: Error) => void }>()
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(entry, { workerData: recipe })
    worker.on('message', (reply: DecodeReply) => {
      waiting.get(reply.id)?.resolve(reply)
      waiting.delete(reply.id)
    })
    worker.on('error', (error) => failAll(broken(error)))
    worker.on('exit', () => failAll(broken()))
    return worker
  })
  let requests = 0
  return {
    width: threads * 2,
    decode(files, shape) {
      const id = requests++
      const { promise, resolve, reject } = Promise.withResolvers<DecodeReply>()
      waiting.set(id, { resolve, reject })
      workers[id % threads]?.postMessage({ id, files, shape } satisfies DecodeRequest)
      return promise
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function broken(cause?: unknown): AppError {
  return new AppError('invalid-input', 'One of the images broke the program that decodes them. Nothing was imported.', {
    hint: 'Import parts of the data to find out which, and remove it.',
    cause,
  })
}
