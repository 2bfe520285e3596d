import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface DecodeRequest {
  readonly id: number
  readonly files: readonly Uint8Array[]
  readonly size: number
}
export type Decoded = { readonly pixels: Uint8Array } | { readonly reason: string }
export interface DecodeReply {
  readonly id: number
  readonly images: readonly Decoded[]
}

/** Worker threads that decode images, as many as there are processors, at most 8. */
export interface DecoderPool {
  readonly width: number
  decode(files: readonly Uint8Array[], size: number): Promise<readonly Decoded[]>
  close(): Promise<void>
}

/** `programFolder` holds out/main/import-worker.cjs. */
export function createDecoderPool(programFolder: string): DecoderPool {
  const width = Math.min(8, availableParallelism())
  const waiting = new Map<number, { resolve(images: readonly Decoded[]): void; reject(error: Error): void }>()
  let next = 0
  const workers = Array.from({ length: width }, () => {
    const worker = new Worker(join(programFolder, 'out', 'main', 'import-worker.cjs'))
    worker.on('message', ({ id, images }: DecodeReply) => {
      waiting.get(id)?.resolve(images)
      waiting.delete(id)
    })
    worker.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    })
    return worker
  })
  return {
    width,
    decode(files, size) {
      const id = next++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        workers[id % width]?.postMessage({ id, files, size } satisfies DecodeRequest)
      })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
