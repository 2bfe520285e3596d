import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asWriteFault } from '../contract/file-faults.ts'

export interface WrittenFile {
  readonly bytes: number
  readonly sha256: string
}

/** Under a temporary name, synced, renamed: there is never half a file under this name. */
export async function writeWhole(path: string, content: Uint8Array): Promise<WrittenFile> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw asWriteFault(error, 'the computed map', 'ask for it again')
  }
  return { bytes: content.byteLength, sha256: hashOf(content) }
}

/** The content that was written; null where the file is gone or is not what it was. */
export async function readWhole(
  path: string,
  { sha256 }: Pick<WrittenFile, 'sha256'>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    // A copy, since small files come as a part of a buffer that others share.
    const content = Uint8Array.from(await readFile(path))
    return hashOf(content) === sha256 ? content : null
  } catch {
    return null
  }
}

export const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
