import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Bytes } from './sandboxed-hdf5.ts'

/** A file that is read piece by piece, and never written. */
export interface OpenFile extends Bytes {
  /** Exactly these bytes. Throws where the file ends before. */
  slice(position: number, length: number): Uint8Array<ArrayBuffer>
  close(): void
}

export function openFile(path: string): OpenFile {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
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
    size,
    read,
    slice(position, length) {
      const bytes = new Uint8Array(length)
      if (read(bytes, position) < length) throw new Error('The file ends before.')
      return bytes
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
