import { AppError } from '../../contract/wire.ts'

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('cancelled', 'The import was cancelled. Nothing was kept.')
}
