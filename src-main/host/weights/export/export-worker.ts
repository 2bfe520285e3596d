import { parentPort, workerData } from 'node:worker_threads'
import { fault } from '../../../contract/faults/index.ts'
import { fileReason } from '../../../contract/file-faults.ts'
import { AppError } from '../../../contract/wire.ts'
import { isFileError } from '../../../files/is-file-error.ts'
import type { ThreadMessage } from '../../run-thread.ts'
import { readSafetensors } from '../read/read-safetensors.ts'
import type { ExportRequest } from './export-checkpoint.ts'
import { writeExport } from './write-export.ts'

const post = (message: ThreadMessage<number>): void => parentPort?.postMessage(message)

async function answer(): Promise<void> {
  try {
    const { checkpoint, format, path, ...described } = workerData as ExportRequest
    post({ answer: await writeExport(format, path, { ...described, values: readValues(checkpoint) }) })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    post({ refused: error.body })
  }
}

function readValues(checkpoint: string): ReadonlyMap<string, Float32Array> {
  try {
    return new Map(
      readSafetensors(checkpoint).layers.flatMap(({ name, tensors }) =>
        tensors.map((tensor) => [`${name}/${tensor.name}`, tensor.values] as const),
      ),
    )
  } catch (error) {
    if (!isFileError(error)) throw error
    throw fault('checkpoint-not-exported', { path: checkpoint, reason: fileReason(error) }, error)
  }
}

void answer()
