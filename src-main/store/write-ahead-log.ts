import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** https://www.sqlite.org/fileformat2.html#the_write_ahead_log */
const headerBytes = 32
const frameHeaderBytes = 24
const magics = [0x377f0682, 0x377f0683]

type Sums = readonly [number, number]

/**
 * How many transactions of a write-ahead log lie behind a damaged place; 0 where there is no damage. A log that was cut
 * off while its last transaction was written is whole: that one was never announced, and holds one commit at most. To
 * be called before SQLite opens the file.
 */
export function countLostTransactions(path: string): number {
  const log = readLog(path)
  if (!log) return 0
  const { bytes, pageSize, isBigEndian, isHeaderWhole } = log
  const frameBytes = frameHeaderBytes + pageSize
  const salts = isHeaderWhole ? bytes.subarray(16, 24) : bytes.subarray(headerBytes + 8, headerBytes + 16)
  let sums: Sums = [bytes.readUInt32BE(24), bytes.readUInt32BE(28)]
  let isWhole = isHeaderWhole
  let commits = 0
  for (let at = headerBytes; at + frameBytes <= bytes.length; at += frameBytes) {
    const frame = bytes.subarray(at, at + frameBytes)
    if (isWhole) {
      sums = checksum(frame.subarray(frameHeaderBytes), isBigEndian, checksum(frame.subarray(0, 8), isBigEndian, sums))
      isWhole = sums[0] === frame.readUInt32BE(16) && sums[1] === frame.readUInt32BE(20)
    }
    // Frames of an earlier turn, which the database holds already, carry other salts.
    const isOfThisTurn = frame.subarray(8, 16).equals(salts)
    if (!isWhole && isOfThisTurn && frame.readUInt32BE(4) > 0) commits++
  }
  return commits > 1 || (!isHeaderWhole && commits > 0) ? commits : 0
}

/** Null where there is no log, or one without a frame. */
function readLog(path: string) {
  const bytes = readFully(path)
  if (bytes === null || bytes.length < headerBytes + frameHeaderBytes) return null
  const magic = bytes.readUInt32BE(0)
  const isBigEndian = magic === magics[1]
  const said = bytes.readUInt32BE(8)
  const pageSize = said >= 512 && said <= 65_536 && (said & (said - 1)) === 0 ? said : 4096
  const [first, second] = checksum(bytes.subarray(0, 24), isBigEndian, [0, 0])
  const isHeaderWhole = magics.includes(magic) && first === bytes.readUInt32BE(24) && second === bytes.readUInt32BE(28)
  return { bytes, pageSize, isBigEndian, isHeaderWhole }
}

function readFully(path: string): Buffer | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const bytes = Buffer.alloc(fstatSync(file).size)
    for (let done = 0; done < bytes.length;) {
      const read = readSync(file, bytes, done, bytes.length - done, done)
      if (read === 0) return bytes.subarray(0, done)
      done += read
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

/** SQLite's checksum of whole pairs of 32-bit words, going on from `sums`. */
function checksum(bytes: Buffer, isBigEndian: boolean, [first, second]: Sums): Sums {
  let a = first
  let b = second
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}
