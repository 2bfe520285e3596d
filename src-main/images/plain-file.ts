import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file that is read by its number; the caller closes it. */
export interface PlainFile {
  readonly file: number
  readonly bytes: number
}

/** Opening a pipe would otherwise wait until somebody writes into it. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK

/** Opens a file for reading, without ever waiting; null where it is a folder, a pipe or a device. */
export function openPlainFile(path: string): PlainFile | null {
  const file = openSync(path, flags)
  const stats = fstatSync(file)
  if (stats.isFile()) return { file, bytes: stats.size }
  closeSync(file)
  return null
}

/** The whole of a file, beside the thread. Rejects for folders, pipes and devices too. */
export async function readPlainFile(path: string): Promise<Uint8Array> {
  const file = await open(path, flags)
  try {
    if (!(await file.stat()).isFile()) throw new Error(notPlain)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** The whole of a file, at once. Throws for folders, pipes and devices too. */
export function readPlainFileSync(path: string): Uint8Array {
  const opened = openPlainFile(path)
  if (!opened) throw new Error(notPlain)
  try {
    return readFileSync(opened.file)
  } finally {
    closeSync(opened.file)
  }
}

/** Continues "the file …". */
export const notPlain = 'is no file, but a folder, a pipe or a device'
