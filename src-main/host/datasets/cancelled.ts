import { AppError } from '../../contract/wire.ts'

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled()
}

/** What `work` resolves to; rejects at once when the signal comes first, whatever becomes of the work. */
export function orCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  throwIfCancelled(signal)
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(cancelled())
  signal.addEventListener('abort', abort)
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort))
}

const cancelled = (): AppError => new AppError('cancelled', 'The import was cancelled. Nothing was kept.')
