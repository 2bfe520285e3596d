import { AppError } from '../../contract/wire.ts'
import { runThread } from '../run-thread.ts'
import type { FitRequest, FittedImage } from './fit-image.ts'

/** Pixels lie outside of the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 512 }
const defaultTimeoutMs = 60_000

/**
 * {@link FittedImage} of a file, made in a thread of its own that a hostile file can break but not leave. Throws
 * `invalid-input` with one sentence for what is wrong with it, or the reason of the signal.
 */
export async function fitInThread(
  request: FitRequest,
  signal: AbortSignal,
  timeoutMs = defaultTimeoutMs,
): Promise<FittedImage> {
  const tooLong = AbortSignal.timeout(timeoutMs)
  try {
    return await runThread<FittedImage>({
      source: 'image-files/image-worker.ts',
      workerData: request,
      resourceLimits,
      signal: AbortSignal.any([signal, tooLong]),
    })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof AppError) throw error
    const why = tooLong.aborted ? `was not decoded within ${timeoutMs / 1000} s` : 'broke its decoder'
    throw new AppError('invalid-input', `"${request.name}" ${why}.`, { hint: 'Save it anew as PNG.', cause: error })
  }
}
