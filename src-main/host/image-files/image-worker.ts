import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../contract/wire.ts'
import type { ThreadMessage } from '../run-thread.ts'
import { fitImage, type FitRequest, type FittedImage } from './fit-image.ts'

const post = (message: ThreadMessage<FittedImage>): void => parentPort?.postMessage(message)

async function answer(): Promise<void> {
  try {
    post({ answer: await fitImage(workerData as FitRequest) })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    post({ refused: error.body })
  }
}

void answer()
