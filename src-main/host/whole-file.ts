import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fault } from '../contract/faults/index.ts'
import { fileReason, isDiskFull } from '../contract/file-faults.ts'
import { AppError } from '../contract/wire.ts'
import { isFileError } from '../files/is-file-error.ts'
import { unfinishedPath } from './unfinished.ts'

/**
 * Writes a file for a person, whole under its name or not at all; `write` is told where it grows, too. Throws `conflict`
 * where there is something of that name, `not-found` where it cannot be written, `disk-full`.
 */
export async function writeWhole(
  path: string,
  write: (file: FileHandle, unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = unfinishedPath(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(unfinished, 'wx+')
    try {
      await write(file, unfinished)
      await file.sync()
    } finally {
      await file.close()
    }
    await putInPlace(unfinished, path)
  } catch (error) {
    throw isFileError(error) ? unwritable(path, error) : error
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** That there is something of that name already. */
export function taken(path: string): AppError {
  return new AppError('conflict', `There is already something at ${path}: nothing was written.`, {
    hint: 'Choose another name or folder, or remove it first.',
  })
}

/** Gives what is whole its name; another export may have been given the same one by now. Throws `conflict`. */
export async function putInPlace(from: string, to: string): Promise<void> {
  try {
    // A folder takes the place of an empty one alone.
    if ((await stat(from)).isDirectory()) await rename(from, to)
    else await link(from, to).catch((error: NodeJS.ErrnoException) => renameWithoutLinks(from, to, error))
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code) ? taken(to) : error
  }
}

/** Not every file system has links. Of a copy, a kill would leave a half under the export's own name. */
async function renameWithoutLinks(from: string, to: string, error: NodeJS.ErrnoException): Promise<void> {
  if (error.code === 'EEXIST') throw error
  if (await stat(to).catch(() => null)) throw taken(to)
  await rename(from, to)
}

/** Why an export could not be written. */
export function unwritable(path: string, error: NodeJS.ErrnoException): AppError {
  if (isDiskFull(error)) return fault('disk-full', { what: `the export ${path}`, again: 'export it again' }, error)
  return fault('export-not-written', { path, reason: fileReason(error) }, error)
}
