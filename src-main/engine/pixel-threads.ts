import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AppError } from '../contract/wire.ts'
import { workerEntry } from '../files/worker-entry.ts'
import type { EvaluateJob } from './protocol.ts'
import { fromThreadError, type ThreadError } from './thread-error.ts'

/** Where the pixels come from and what is done with them. */
export type PixelJob = Pick<EvaluateJob, 'id' | 'datasetFolder' | 'split' | 'corrupted' | 'condition'> & {
  readonly seed: number
  readonly texturesFolder: string
}
export interface PixelRequest {
  readonly number: number
  /** null: that of the request before; its names of files are copied for every thread. */
  readonly job: PixelJob | null
  readonly indices: Int32Array
  /** Shared memory that takes them, [images · values]. */
  readonly target: Float32Array
}
export interface PixelReply {
  readonly number: number
  readonly error: ThreadError | null
}

/** Threads that corrupt images while the model computes. */
export interface PixelThreads {
  /**
   * Pixels of these images under the job's corruption, row-major in [0, 1]; `imageSize`: values of one. Rejects with
   * `cancelled` where the signal is aborted, and where a thread ends, after which new ones are started.
   */
  make(job: PixelJob, indices: Int32Array, options: { imageSize: number; signal: AbortSignal }): Promise<Float32Array>
  close(): void
}

/** Evaluations that follow one another share the threads; without work they end. */
const idleMs = 10_000

const threadCount = (): number => Math.min(8, Math.max(1, Math.floor(availableParallelism() / 2)))

interface Waiting {
  resolve(): void
  reject(error: unknown): void
}

/** `entry`: what each thread runs. */
export function createPixelThreads({
  entry = () => workerEntry(__dirname, 'pixel-worker.ts'),
}: { readonly entry?: () => string } = {}): PixelThreads {
  const waiting = new Map<number, Waiting>()
  let workers: Worker[] = []
  /** The job that each knows. */
  const told = new WeakMap<Worker, string>()
  let requests = 0
  /** Calls that are not answered. */
  let open = 0
  let idle: NodeJS.Timeout | undefined

  function fail(error: Error): void {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  function start(): Worker {
    const worker = new Worker(entry())
    worker.unref()
    worker.on('message', ({ number, error }: PixelReply) => {
      const asked = waiting.get(number)
      waiting.delete(number)
      if (error === null) asked?.resolve()
      else asked?.reject(fromThreadError(error))
    })
    // Without one of them, its share would be waited for without end: all end, and the next request starts new ones.
    worker.on('error', (error) => endBecause(worker, error))
    worker.on('exit', (code) => endBecause(worker, new Error(`A thread that makes pixels ended with code ${code}.`)))
    return worker
  }
  function endBecause(worker: Worker, error: Error): void {
    if (workers.includes(worker)) end(error)
  }
  function end(error: Error): void {
    clearTimeout(idle)
    for (const worker of workers.splice(0)) void worker.terminate()
    fail(error)
  }
  const close = (): void => end(new Error('The threads were closed.'))

  /** Each thread makes its share. */
  function ask(job: PixelJob, indices: Int32Array, imageSize: number, pixels: Float32Array): Promise<void>[] {
    const share = Math.ceil(indices.length / workers.length)
    return workers.flatMap((worker, at) => {
      const [from, to] = [at * share, Math.min(indices.length, (at + 1) * share)]
      if (from >= to) return []
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const request: PixelRequest = {
        ...{ number: requests++, job: told.get(worker) === job.id ? null : job, indices: indices.slice(from, to) },
        target: pixels.subarray(from * imageSize, to * imageSize),
      }
      waiting.set(request.number, { resolve, reject })
      worker.postMessage(request)
      told.set(worker, job.id)
      return [promise]
    })
  }

  return {
    close,
    async make(job, indices, { imageSize, signal }) {
      clearTimeout(idle)
      if (workers.length === 0) workers = Array.from({ length: threadCount() }, start)
      const pixels = new Float32Array(new SharedArrayBuffer(4 * indices.length * imageSize))
      const aborted = Promise.withResolvers<never>()
      const abort = (): void => aborted.reject(new AppError('cancelled', 'It was cancelled.'))
      signal.addEventListener('abort', abort, { once: true })
      if (signal.aborted) abort()
      open++
      try {
        await Promise.race([Promise.all(ask(job, indices, imageSize, pixels)), aborted.promise])
      } finally {
        signal.removeEventListener('abort', abort)
        if (--open === 0) idle = setTimeout(close, idleMs).unref()
      }
      return pixels
    },
  }
}
