import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../contract/wire.ts'
import type { ThreadMessage } from '../run-thread.ts'
import { findRuns } from './find-runs.ts'
import type { ReadRuns } from './read-in-thread.ts'
import { translateRun } from './translate-run.ts'

const post = (message: ThreadMessage<ReadRuns>): void => parentPort?.postMessage(message)

try {
  const { runs, passedOver } = findRuns(workerData as string)
  post({ answer: { runs: runs.map(translateRun), passedOver } })
} catch (error) {
  if (!(error instanceof AppError)) throw error
  post({ refused: error.body })
}
