import { closeSync, openSync, readSync } from 'node:fs'
import type { Hash } from 'node:crypto'
import { maskedCrc32c } from './crc32c.ts'
import { limits } from './found-run.ts'

/** How a file of records ended, beside its good records. */
export interface RecordsRead {
  /** The file ends within a record, as while it is being written. */
  readonly isCutOff: boolean
  /** Records whose bytes are not those that were written: they are left out. */
  readonly damaged: number
  /** The bytes after which no more records can be found; null where all were. */
  readonly lostAfter: number | null
}

/**
 * Reads a TFRecord file: records of a length (uint64), its masked CRC-32C, the bytes and their masked CRC-32C, all
 * little-endian (tensorflow/core/lib/io/record_writer.h). A record in memory at a time. All bytes go through `hash`.
 */
export function readRecords(path: string, hash: Hash, onRecord: (bytes: Buffer) => void): RecordsRead {
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(12)
    let at = 0
    let damaged = 0
    for (;;) {
      const got = fill(file, header)
      hash.update(header.subarray(0, got))
      if (got === 0) return { isCutOff: false, damaged, lostAfter: null }
      if (got < header.length) return { isCutOff: true, damaged, lostAfter: null }
      const length = header.readBigUInt64LE(0)
      const isLengthGood = header.readUInt32LE(8) === maskedCrc32c(header.subarray(0, 8))
      if (!isLengthGood || length > limits.recordBytes) return { isCutOff: false, damaged, lostAfter: at }
      const body = Buffer.alloc(Number(length) + 4)
      const read = fill(file, body)
      hash.update(body.subarray(0, read))
      if (read < body.length) return { isCutOff: true, damaged, lostAfter: null }
      const bytes = body.subarray(0, -4)
      if (body.readUInt32LE(bytes.length) === maskedCrc32c(bytes)) onRecord(bytes)
      else damaged++
      at += header.length + body.length
    }
  } finally {
    closeSync(file)
  }
}

/** Less than all only at the file's end. */
function fill(file: number, buffer: Buffer): number {
  let done = 0
  while (done < buffer.length) {
    const read = readSync(file, buffer, done, buffer.length - done, null)
    if (read === 0) break
    done += read
  }
  return done
}
