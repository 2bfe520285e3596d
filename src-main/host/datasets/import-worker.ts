import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import type { DecodeRequest, WorkerRecipe } from './decode-pool.ts'
import { createDecoder } from './decode-request.ts'

// The pool has one thread for each core already, and no image comes twice.
sharp.concurrency(1)
sharp.cache(false)
const answer = createDecoder(workerData as WorkerRecipe)

parentPort?.on('message', (request: DecodeRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply, [reply.images.buffer as ArrayBuffer]))
})
