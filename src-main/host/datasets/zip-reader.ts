import type { Entry } from 'yauzl'
import { crc32, inflateRawSync } from 'node:zlib'
import type { ZipEntry } from './source.ts'
import { openZipFile } from './zip-file.ts'

export interface ZipReader {
  /** The contents of one entry, checked against its length and CRC-32. Throws `Error` with the reason. */
  read(entry: ZipEntry): Promise<Uint8Array>
  close(): void
}

const stored = 0
const deflated = 8

/** Random access to the entries of a zip that was listed before; one for each thread. */
export async function createZipReader(path: string): Promise<ZipReader> {
  const { zip, slice } = await openZipFile(path)
  return {
    async read(entry) {
      if (entry.method !== stored && entry.method !== deflated) {
        throw new Error(`is packed by method ${entry.method}, expected stored or deflated`)
      }
      const header = { relativeOffsetOfLocalHeader: entry.offset, compressedSize: entry.compressedBytes } as Entry
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(header, { minimal: true })
      const packed = slice(fileDataStart, entry.compressedBytes)
      const bytes = entry.method === stored ? packed.slice() : inflate(packed, entry.bytes)
      if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc32) throw new Error('is damaged in the archive')
      return bytes
    },
    close: () => zip.close(),
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
