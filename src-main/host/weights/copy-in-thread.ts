import { access, constants, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../contract/wire.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import { runThread } from '../run-thread.ts'
import type { CopiedWeights, CopyRequest, CopyStage } from './copy-weights.ts'
import { refuse } from './refuse.ts'

interface CopyOptions {
  readonly signal: AbortSignal
  /** After which a thread that tells of no other stage is given up: some files are made to hang their reader. */
  readonly timeoutMs?: number
  onStage(stage: CopyStage): void
}

/** For names and descriptions; values lie outside of the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 }

/**
 * Copies a weight file in a thread of its own that a hostile file can break but not leave. Throws `invalid-input` with
 * one sentence for what is wrong with the file, `not-found`, `conflict` where the copy cannot be written, or `cancelled`;
 * then there is no copy.
 */
export async function copyInThread(
  request: CopyRequest,
  { signal, timeoutMs = 120_000, onStage }: CopyOptions,
): Promise<CopiedWeights> {
  const { path, copy } = request
  const name = basename(path)
  throwIfCancelled(signal)
  await requireReadable(path)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(refuse(name, `was not read within ${timeoutMs / 1000} s`)), timeoutMs)
  try {
    return await runThread<CopiedWeights, CopyStage>({
      source: 'weights/weight-worker.ts',
      workerData: request,
      resourceLimits,
      signal: AbortSignal.any([signal, silence.signal]),
      onStage(stage) {
        timer.refresh()
        onStage(stage)
      },
    })
  } catch (error) {
    await rm(copy, { force: true })
    throwIfCancelled(signal)
    if (error instanceof AppError) throw error
    throw refuse(name, 'broke its reader', 'Download or copy the file again.', error)
  } finally {
    clearTimeout(timer)
  }
}

async function requireReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${error.code})`
    throw new AppError('not-found', `The weight file ${path} ${why}.`, { hint: 'Check the path.', cause: error })
  })
}
