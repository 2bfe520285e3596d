import { access, constants } from 'node:fs/promises'
import { basename } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'
import { asFileFault } from '../../contract/file-faults.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import { runThread } from '../run-thread.ts'
import { refuse } from './refuse.ts'
import type { TranslatedRun } from './translate-run.ts'

/** What a thread found below a path. */
export interface ReadRuns {
  readonly runs: readonly TranslatedRun[]
  readonly passedOver: readonly string[]
}

const resourceLimits = { maxOldGenerationSizeMb: 2048 }

/**
 * Reads logs in a thread of its own that a hostile file can break but not leave. Throws `invalid-input` with one sentence
 * for what is wrong with them, or `cancelled`.
 */
export async function readInThread(path: string, signal: AbortSignal, timeoutMs = 300_000): Promise<ReadRuns> {
  await access(path, constants.R_OK).catch((error: Error) => {
    throw fault('nothing-there', { path }, error)
  })
  try {
    return await runThread<ReadRuns>({
      source: 'imported-runs/runs-worker.ts',
      workerData: path,
      resourceLimits,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
  } catch (error) {
    throwIfCancelled(signal)
    const known = asFileFault(error)
    if (known instanceof AppError) throw known
    return refuse(basename(path), 'broke its reader', 'Choose a smaller folder, or copy the files again.')
  }
}
