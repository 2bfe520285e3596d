import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorBody } from '../../../contract/wire.ts'
import { readSafetensors } from '../read/read-safetensors.ts'
import type { ExportRequest } from './export-checkpoint.ts'
import { writeExport } from './write-export.ts'

export type ExportAnswer = { readonly bytes: number } | { readonly refused: ErrorBody }

async function answer(): Promise<ExportAnswer> {
  try {
    const { checkpoint, format, path, ...described } = workerData as ExportRequest
    const { layers } = readSafetensors(checkpoint)
    const values = new Map(
      layers.flatMap(({ name, tensors }) =>
        tensors.map((tensor) => [`${name}/${tensor.name}`, tensor.values] as const),
      ),
    )
    return { bytes: await writeExport(format, path, { ...described, values }) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { refused: error.body }
  }
}

void answer().then((result) => parentPort?.postMessage(result))
