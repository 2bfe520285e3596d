import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, type ErrorBody } from '../../contract/wire.ts'
import { throwIfCancelled } from '../datasets/cancelled.ts'
import type { Identification } from './identify.ts'
import { refuse } from './refuse.ts'
import type { WeightFile } from './weight-file.ts'
import type { WorkerAnswer, WorkerTask } from './weight-worker.ts'

interface ReadOptions {
  readonly signal?: AbortSignal
  /** After which a file that is still being read is given up: some are made to hang their reader. */
  readonly timeoutMs?: number
}

/**
 * Reads a weight file of any known format whole, in a thread of its own that a hostile file can break but not leave.
 * `path`: a file, or the folder of a TensorFlow.js model. Throws `invalid-input` with one sentence for what is wrong,
 * `not-found`, or `cancelled`.
 */
export async function readWeightFile(path: string, options: ReadOptions = {}): Promise<WeightFile> {
  return (await askWorker({ path, identifies: false }, options)).file
}

/** The same, with what the file holds; null where that is no architecture that is known. */
export async function readAndIdentify(
  path: string,
  options: ReadOptions = {},
): Promise<{ file: WeightFile; identification: Identification | null }> {
  return askWorker({ path, identifies: true }, options)
}

async function askWorker(
  task: WorkerTask,
  options: ReadOptions,
): Promise<Exclude<WorkerAnswer, { readonly refused: ErrorBody }>> {
  const { path } = task
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${error.code})`
    throw new AppError('not-found', `The weight file ${path} ${why}.`, { hint: 'Check the path.', cause: error })
  })
  const answer = await runWorker(task, options)
  if ('refused' in answer) throw AppError.from(answer.refused)
  return answer
}

async function runWorker(task: WorkerTask, { signal, timeoutMs = 120_000 }: ReadOptions): Promise<WorkerAnswer> {
  const name = basename(task.path)
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>()
  const cancel = (): void => reject(new AppError('cancelled', 'Reading the weight file was cancelled.'))
  throwIfCancelled(signal)
  // h5wasm prints HDF5's error stacks.
  const worker = new Worker(workerEntry(), { workerData: task, stdout: true, stderr: true, resourceLimits })
  const timer = setTimeout(() => reject(refuse(name, `was not read within ${timeoutMs / 1000} s`)), timeoutMs)
  signal?.addEventListener('abort', cancel)
  worker.on('message', resolve)
  worker.on('error', (error) => reject(refuse(name, 'broke its reader', 'Download or copy the file again.', error)))
  worker.on('exit', () => reject(refuse(name, 'broke its reader', 'Download or copy the file again.')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    await worker.terminate()
  }
}

/** For names and descriptions; values lie outside of the JavaScript heap. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 }

/** Beside the built entry that imports this module, or one folder up from a shared chunk; unbuilt in tests. */
function workerEntry(): string {
  const places = ['weight-worker.cjs', '../weight-worker.cjs', 'weight-worker.ts'].map((place) =>
    join(__dirname, place),
  )
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error('weight-worker.cjs was not built.')
  return found
}
