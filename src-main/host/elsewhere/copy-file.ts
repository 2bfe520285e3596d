import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../contract/wire.ts'
import { unfinishedPath } from '../unfinished.ts'

/** Whole or not at all, hashed as it is read. Throws `invalid-input` where it is not what `expected` says. */
export async function copyFile(
  from: string,
  to: string,
  expected: { readonly bytes?: number; readonly sha256?: string | null },
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  await mkdir(dirname(to), { recursive: true })
  const unfinished = unfinishedPath(to)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const file = await open(unfinished, 'wx')
    try {
      for await (const chunk of createReadStream(from, {
        signal,
        highWaterMark: 4 * 2 ** 20,
      }) as AsyncIterable<Buffer>) {
        hash.update(chunk)
        bytes += chunk.length
        await file.writeFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    signal.throwIfAborted()
    const sha256 = hash.digest('hex')
    if ((expected.bytes ?? bytes) !== bytes || (expected.sha256 ?? sha256) !== sha256) throw changed(from)
    await rename(unfinished, to)
    return { bytes, sha256 }
  } catch (error) {
    await rm(unfinished, { force: true })
    if (signal.aborted) throw signal.reason
    throw error
  }
}

const changed = (path: string): AppError =>
  new AppError('invalid-input', `${path} is not what was written: its hash is another one.`, {
    hint: 'Copy the folder again from where it was computed, or run this task again.',
  })
