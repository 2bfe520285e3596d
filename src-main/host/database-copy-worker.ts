import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../contract/wire.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { makeCopy, type DatabaseCopy } from '../store/copies.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import type { ThreadMessage } from './run-thread.ts'

/** Copies a workspace's database in a thread, which may take seconds, and looks the copy through. */
async function copy(path: string): Promise<ThreadMessage<DatabaseCopy>> {
  try {
    return { answer: await makeCopy(path) }
  } catch (error) {
    const known = asFileFault(asDatabaseError(error, path))
    if (known instanceof AppError) return { refused: known.body }
    throw error
  }
}

void copy(workerData as string).then((message) => parentPort?.postMessage(message))
