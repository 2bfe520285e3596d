import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { isFileError } from '../files/is-file-error.ts'
import { unfinishedPath } from '../host/unfinished.ts'
import { unwritable } from '../host/whole-file.ts'

/** A file that is not there before it is whole. */
export interface GrowingFile extends AsyncDisposable {
  /** Writes it and gives it its name. Throws as {@link beginFile} does. */
  finish(write: (file: FileHandle) => Promise<void>): Promise<void>
}

/**
 * Begins a file beside `path`, which takes the place of what is there as every program's does with the file that it is
 * told to write. Disposed unfinished it leaves nothing. Throws `not-found` where none can be written, `disk-full`.
 */
export async function beginFile(path: string): Promise<GrowingFile> {
  const unfinished = unfinishedPath(path)
  const file = await inWords(path, () => open(unfinished, 'wx+'))
  return {
    finish: (write) =>
      inWords(path, async () => {
        await write(file)
        await file.sync()
        await file.close()
        await rename(unfinished, path)
      }),
    async [Symbol.asyncDispose]() {
      await file.close()
      await rm(unfinished, { force: true })
    },
  }
}

async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw isFileError(error) ? unwritable(path, error) : error
  }
}
