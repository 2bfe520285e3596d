import { Worker, type ResourceLimits } from 'node:worker_threads'
import { AppError, type ErrorBody } from '../contract/wire.ts'
import { hostWorkerEntry } from './worker-entry.ts'
import '../images/generic-wasm-wrappers.ts'

/** What a thread tells: stages of its work, then its answer or why it refuses. */
export type ThreadMessage<A, S = never> =
  { readonly stage: S } | { readonly answer: A } | { readonly refused: ErrorBody }

interface ThreadOptions<S> {
  /** Path of its source from this folder. */
  readonly source: string
  readonly workerData: unknown
  readonly resourceLimits?: ResourceLimits
  readonly signal: AbortSignal
  onStage?(stage: S): void
}

/**
 * Has one thing done in a thread of its own, which has ended when this settles. Rejects with what the thread refuses or
 * throws, and with the reason of `signal`.
 */
export async function runThread<A, S = never>(options: ThreadOptions<S>): Promise<A> {
  const { source, signal, onStage, ...own } = options
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<A>()
  const abort = (): void => reject(signal.reason as Error)
  // HDF5 prints its error stacks.
  const worker = new Worker(hostWorkerEntry(source), { ...own, stdout: true, stderr: true })
  signal.addEventListener('abort', abort)
  worker.on('message', (message: ThreadMessage<A, S>) => {
    if ('stage' in message) onStage?.(message.stage)
    else if ('answer' in message) resolve(message.answer)
    else reject(AppError.from(message.refused))
  })
  worker.on('error', reject)
  worker.on('exit', () => reject(new Error('The thread ended before it answered.')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    await worker.terminate()
  }
}
