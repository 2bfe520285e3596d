import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MethodChoice } from '../../../contract/method.ts'
import type { ExportFormat } from '../../../contract/weights.ts'
import { AppError } from '../../../contract/wire.ts'
import type { Network } from '../../../core/network/network.ts'
import type { ExportAnswer } from './export-worker.ts'

export interface ExportRequest {
  /** A checkpoint, or other safetensors with the network's variables. */
  readonly checkpoint: string
  readonly format: ExportFormat
  /** Where the export goes: a file, for TensorFlow.js a folder; what is there is replaced. */
  readonly path: string
  readonly network: Network
  readonly architecture: MethodChoice
  /** Names, in the order of the logits. */
  readonly classes: readonly string[]
}

/**
 * Writes the base model of a checkpoint (weights and moving statistics; nothing of an optimizer or of adversarial
 * training) in another program's format, in a thread of its own. Returns the bytes written. Throws `invalid-input` where
 * the checkpoint cannot be read, `not-found` where the target cannot be written.
 */
export async function exportCheckpoint(request: ExportRequest): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<ExportAnswer>()
  const worker = new Worker(workerEntry(), { workerData: request, stdout: true, stderr: true })
  worker.on('message', resolve)
  worker.on('error', (error: NodeJS.ErrnoException) => {
    // The file system's errors name the call that failed.
    reject(error.syscall === undefined ? error : unwritable(request, error))
  })
  worker.on('exit', () => reject(new Error('The exporting thread ended.')))
  try {
    const answer = await promise
    if ('refused' in answer) throw AppError.from(answer.refused)
    return answer.bytes
  } finally {
    await worker.terminate()
  }
}

function unwritable({ path }: ExportRequest, error: NodeJS.ErrnoException): AppError {
  return new AppError('not-found', `The export ${path} cannot be written (${error.code}).`, {
    hint: 'Choose another folder.',
    cause: error,
  })
}

/** Beside the built entry that imports this module, or one folder up from a shared chunk; unbuilt in tests. */
function workerEntry(): string {
  const places = ['export-worker.cjs', '../export-worker.cjs', 'export-worker.ts'].map((place) =>
    join(__dirname, place),
  )
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error('export-worker.cjs was not built.')
  return found
}
