import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AppError } from '../../../contract/index.ts'

/** One array of the file: a value, or some, of each row. */
export interface NpyArray<Row> {
  readonly name: string
  /** As NumPy writes it: little-endian, then kind and bytes. */
  readonly type: '<i4' | '<f4' | '|u1'
  /** The first side counts the rows. */
  readonly shape: readonly number[]
  bytesOf(row: Row): Uint8Array
}

/** UTF-8, one a line, as a single value of bytes. */
export interface NpyText {
  readonly name: string
  readonly lines: readonly string[]
}

/** Beyond, ZIP needs its 64-bit form. */
const mostBytes = 0xffff_ffff

/**
 * Writes NumPy's `.npz`, an uncompressed ZIP of `.npy` arrays, row by row, each part in its array's place: the file is
 * larger than what may lie in memory. Throws `invalid-input` beyond 4 GiB.
 */
export async function writeNpzFile<Row>(
  file: FileHandle,
  { arrays, texts }: { readonly arrays: readonly NpyArray<Row>[]; readonly texts: readonly NpyText[] },
  rows: AsyncIterable<Row>,
): Promise<void> {
  const entries = placeEntries(arrays, texts)
  let at = 0
  for await (const row of rows) {
    for (const [i, array] of arrays.entries()) {
      const bytes = array.bytesOf(row)
      await file.write(bytes, 0, bytes.byteLength, (entries[i] as Entry).data + at * bytes.byteLength)
    }
    at++
  }
  await closeZip(file, entries)
}

interface Entry {
  readonly name: string
  /** What stands before the values. */
  readonly opening: Buffer
  /** Where the entry begins, where its values do, and where it ends. */
  readonly start: number
  readonly data: number
  readonly end: number
}

const localHeader = 30

function placeEntries(arrays: readonly Omit<NpyArray<never>, 'bytesOf'>[], texts: readonly NpyText[]): Entry[] {
  const parts = [
    ...arrays.map(({ name, type, shape }) => ({
      name: `${name}.npy`,
      opening: npyHeader(type, shape),
      bytes: shape.reduce((product, side) => product * side, Number(type.slice(2))),
    })),
    ...texts.map(({ name, lines }) => {
      const text = Buffer.from(lines.join('\n') || ' ')
      return { name: `${name}.npy`, opening: Buffer.concat([npyHeader(`|S${text.length}`, []), text]), bytes: 0 }
    }),
  ]
  let start = 0
  return parts.map(({ name, opening, bytes }) => {
    const data = start + localHeader + name.length + opening.length
    const entry = { name, opening, start, data, end: data + bytes }
    start = entry.end
    if (start > mostBytes) {
      throw new AppError('invalid-input', 'The raw maps of so many images take more than 4 GiB.', {
        hint: 'Take fewer images or fewer methods.',
      })
    }
    return entry
  })
}

/** Version 1.0 of https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function npyHeader(type: string, shape: readonly number[]): Buffer {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`
  // With the ten bytes before it and the line's end, a multiple of 64.
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`
  const length = Buffer.alloc(2)
  length.writeUInt16LE(padded.length)
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded, 'latin1')])
}

/** Writes what the check sums and the directory of a ZIP need when its entries are there. */
async function closeZip(file: FileHandle, entries: readonly Entry[]): Promise<void> {
  const directory: Buffer[] = []
  for (const { name, opening, start, data, end } of entries) {
    const first = start + localHeader + name.length
    await file.write(opening, 0, opening.length, first)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    // 1980-01-01, the first day that a ZIP knows: equal maps make equal files.
    facts.writeUInt16LE(33, 8)
    facts.writeUInt32LE(await checksum(file, first, end), 10)
    facts.writeUInt32LE(end - data + opening.length, 14)
    facts.writeUInt32LE(end - data + opening.length, 18)
    facts.writeUInt16LE(name.length, 22)
    await file.write(
      Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name)]),
      0,
      localHeader + name.length,
      start,
    )
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(start, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), facts, rest, Buffer.from(name)]))
  }
  const listed = Buffer.concat(directory)
  const end = entries.at(-1)?.end ?? 0
  const closing = Buffer.alloc(22)
  closing.write('PK\x05\x06', 0, 'latin1')
  closing.writeUInt16LE(entries.length, 8)
  closing.writeUInt16LE(entries.length, 10)
  closing.writeUInt32LE(listed.length, 12)
  closing.writeUInt32LE(end, 16)
  await file.write(Buffer.concat([listed, closing]), 0, listed.length + closing.length, end)
}

async function checksum(file: FileHandle, from: number, to: number): Promise<number> {
  const piece = Buffer.alloc(2 ** 20)
  let sum = 0
  for (let at = from; at < to;) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, to - at), at)
    if (bytesRead === 0) throw new Error('The file ended early.')
    sum = crc32(piece.subarray(0, bytesRead), sum)
    at += bytesRead
  }
  return sum
}
