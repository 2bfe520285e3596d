import { crc32 } from 'node:zlib'

const blockBytes = 32_768
const headerBytes = 7
const kinds = { full: 1, first: 2, middle: 3, last: 4 } as const

/** How a log ended, beside its good records. */
interface LogRead {
  readonly isCutOff: boolean
  readonly damaged: number
}

/** Whether a file begins as W&B's transaction logs do: `:W&B`, 0xBEE1, version. */
export const isWandbLog = (bytes: Buffer): boolean =>
  bytes.length >= headerBytes && bytes.toString('latin1', 0, 4) === ':W&B' && bytes.readUInt16LE(4) === 0xbee1

/**
 * Reads the records of a `.wandb` file: LevelDB's log format (google/leveldb, doc/log_format.md) behind a header of seven
 * bytes that counts as part of the first block, with CRC-32 of the kind and the data in place of CRC-32C
 * (wandb/sdk/internal/datastore.py). What is damaged is left out; the next block is read on.
 */
export function readWandbLog(bytes: Buffer, onRecord: (record: Uint8Array) => void): LogRead {
  let at = headerBytes
  let damaged = 0
  let parts: Buffer[] = []
  while (at < bytes.length) {
    const left = blockBytes - (at % blockBytes)
    if (left < headerBytes) {
      at += left
      continue
    }
    if (at + headerBytes > bytes.length) return { isCutOff: true, damaged }
    const [sum, length, kind] = [bytes.readUInt32LE(at), bytes.readUInt16LE(at + 4), bytes.readUInt8(at + 6)]
    const end = at + headerBytes + length
    if (length + headerBytes > left || kind < kinds.full || kind > kinds.last) {
      damaged++
      parts = []
      at += left
      continue
    }
    if (end > bytes.length) return { isCutOff: true, damaged }
    const data = bytes.subarray(at + headerBytes, end)
    at = end
    if (crc32(data, crc32(Buffer.of(kind))) !== sum) {
      damaged++
      parts = []
      continue
    }
    if (kind === kinds.full || kind === kinds.first) parts = []
    // The rest of a record whose beginning is damaged.
    else if (parts.length === 0) continue
    parts.push(data)
    if (kind === kinds.full || kind === kinds.last) {
      onRecord(Buffer.concat(parts))
      parts = []
    }
  }
  return { isCutOff: parts.length > 0, damaged }
}
