import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorBody } from '../../contract/wire.ts'
import { readAny } from './read/read-any.ts'
import type { WeightFile } from './weight-file.ts'

export type WorkerAnswer = { readonly file: WeightFile } | { readonly refused: ErrorBody }

async function answer(): Promise<void> {
  try {
    const file = await readAny(workerData as string)
    const buffers = file.layers.flatMap(({ tensors }) => tensors.map(({ values }) => values.buffer as ArrayBuffer))
    parentPort?.postMessage({ file } satisfies WorkerAnswer, [...new Set(buffers)])
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    parentPort?.postMessage({ refused: error.body } satisfies WorkerAnswer)
  }
}

void answer()
