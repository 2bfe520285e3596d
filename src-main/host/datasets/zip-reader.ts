import { closeSync, openSync, readSync } from 'node:fs'
import { openPromise, type Entry } from 'yauzl'
import { crc32, inflateRawSync } from 'node:zlib'
import type { ZipEntry } from './source.ts'

export interface ZipReader {
  /** The contents of one entry, checked against its length and CRC-32. Throws `Error` with the reason. */
  read(entry: ZipEntry): Promise<Uint8Array>
  close(): void
}

const stored = 0
const deflated = 8

/** Random access to the entries of a zip that was listed before; one for each thread. */
export async function createZipReader(path: string): Promise<ZipReader> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
  const file = openSync(path, 'r')
  return {
    async read(entry) {
      if (entry.method !== stored && entry.method !== deflated) {
        throw new Error(`is packed by method ${entry.method}, expected stored or deflated`)
      }
      const header = { relativeOffsetOfLocalHeader: entry.offset, compressedSize: entry.compressedBytes } as Entry
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(header, { minimal: true })
      const packed = new Uint8Array(entry.compressedBytes)
      for (let done = 0; done < packed.length;) {
        const read = readSync(file, packed, done, packed.length - done, fileDataStart + done)
        if (read === 0) throw new Error('is cut off')
        done += read
      }
      const bytes = entry.method === stored ? packed : inflate(packed, entry.bytes)
      if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc32) throw new Error('is damaged in the archive')
      return bytes
    },
    close() {
      closeSync(file)
      zip.close()
    },
  }
}

/** Never writes more than the entry claims, whatever the packed data would unfold to. */
function inflate(packed: Uint8Array, bytes: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) })
  } catch (error) {
    throw new Error('is damaged in the archive', { cause: error })
  }
}
