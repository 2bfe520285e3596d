import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { MethodChoice } from '../../../contract/method.ts'
import type { ExportFormat } from '../../../contract/weights.ts'
import { AppError } from '../../../contract/wire.ts'
import type { Network } from '../../../core/network/network.ts'
import { isFileError } from '../../../files/is-file-error.ts'
import { runThread } from '../../run-thread.ts'
import { unfinishedPath } from '../../unfinished.ts'
import { putInPlace, unwritable } from '../../whole-file.ts'

export interface ExportRequest {
  /** A checkpoint, or other safetensors with the network's variables. */
  readonly checkpoint: string
  readonly format: ExportFormat
  /** Where the export goes: a file, for TensorFlow.js a folder. */
  readonly path: string
  readonly network: Network
  readonly architecture: MethodChoice
  /** Names, in the order of the logits. */
  readonly classes: readonly string[]
}

/**
 * Writes the base model of a checkpoint (weights and moving statistics; nothing of an optimizer or of adversarial
 * training) in another program's format, in a thread of its own: whole under its name or not at all. Returns the bytes
 * written. Throws `invalid-input` or `not-found` where the checkpoint cannot be read, `not-found` where the target cannot
 * be written, `conflict` where there is something of that name, `cancelled`.
 */
export async function exportCheckpoint(request: ExportRequest, signal: AbortSignal): Promise<number> {
  const { path } = request
  await mkdir(dirname(path), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(path, error)
  })
  const unfinished = unfinishedPath(path)
  try {
    const workerData = { ...request, path: unfinished }
    const bytes = await runThread<number>({ source: 'weights/export/export-worker.ts', workerData, signal })
    await putInPlace(unfinished, path)
    return bytes
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled. Nothing was written.')
    throw isFileError(error) ? unwritable(path, error) : error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
