import { parentPort } from 'node:worker_threads'
import { decodeImage } from './decode.ts'
import type { DecodeReply, DecodeRequest } from './decoder-pool.ts'

parentPort?.on('message', async ({ id, files, size }: DecodeRequest) => {
  const images = await Promise.all(
    files.map((bytes) =>
      decodeImage(bytes, size).then(
        (pixels) => ({ pixels }),
        (error: unknown) => ({ reason: (error as Error).message.split('\n')[0] ?? 'unknown' }),
      ),
    ),
  )
  parentPort?.postMessage({ id, images } satisfies DecodeReply)
})
