import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../contract/wire.ts'
import type { ThreadMessage } from '../run-thread.ts'
import { copyWeights, type CopiedWeights, type CopyRequest, type CopyStage } from './copy-weights.ts'

const post = (message: ThreadMessage<CopiedWeights, CopyStage>): void => parentPort?.postMessage(message)

async function answer(): Promise<void> {
  try {
    post({ answer: await copyWeights(workerData as CopyRequest, (stage) => post({ stage })) })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    post({ refused: error.body })
  }
}

void answer()
