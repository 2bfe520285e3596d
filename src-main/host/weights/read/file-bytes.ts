import { closeSync, readSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '../../../contract/wire.ts'
import { isBelow } from '../../caller.ts'
import { openPlainFile } from '../../../images/plain-file.ts'
import { refuse } from '../refuse.ts'
import type { Bytes } from './sandboxed-hdf5.ts'

/** A file that is read piece by piece, and never written. */
export interface OpenFile extends Bytes {
  /** Exactly these bytes. Throws where the file ends before. */
  slice(position: number, length: number): Uint8Array<ArrayBuffer>
  close(): void
}

/** Throws `unauthorized` where links lead out of the folder `within`, `invalid-input` where it is a pipe or a device. */
export function openFile(path: string, within?: string): OpenFile {
  const real = realpathSync(path)
  if (within !== undefined && !isBelow(within, real)) {
    throw new AppError('unauthorized', `${path} leads out of the data folder: nothing was imported.`)
  }
  const opened = openPlainFile(real)
  if (!opened) throw refuse(basename(path), 'is neither a file nor a folder', 'Copy what it gives into a file.')
  const { file, bytes } = opened
  const read = (into: Uint8Array, position: number): number => {
    let done = 0
    while (done < into.length) {
      const count = readSync(file, into, done, into.length - done, position + done)
      if (count === 0) break
      done += count
    }
    return done
  }
  return {
    size: bytes,
    read,
    slice(position, length) {
      const part = new Uint8Array(length)
      if (read(part, position) < length) throw new Error('The file ends before.')
      return part
    },
    close: () => closeSync(file),
  }
}

/** What is in memory already. */
export function bytesOf(buffer: Uint8Array): Bytes {
  return {
    size: buffer.length,
    read(into, position) {
      const part = buffer.subarray(position, position + into.length)
      into.set(part)
      return part.length
    },
  }
}
