import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorBody } from '../../contract/wire.ts'
import { identifyWeights, type Identification } from './identify.ts'
import { readAny } from './read/read-any.ts'
import type { WeightFile } from './weight-file.ts'

export interface WorkerTask {
  readonly path: string
  /** Whether to find out what it holds too: a second of computation. */
  readonly identifies: boolean
}
export type WorkerAnswer =
  { readonly file: WeightFile; readonly identification: Identification | null } | { readonly refused: ErrorBody }

async function answer(): Promise<void> {
  try {
    const { path, identifies } = workerData as WorkerTask
    const file = await readAny(path)
    const identification = identifies ? identifyWeights(file) : null
    const buffers = file.layers.flatMap(({ tensors }) => tensors.map(({ values }) => values.buffer as ArrayBuffer))
    parentPort?.postMessage({ file, identification } satisfies WorkerAnswer, [...new Set(buffers)])
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    parentPort?.postMessage({ refused: error.body } satisfies WorkerAnswer)
  }
}

void answer()
