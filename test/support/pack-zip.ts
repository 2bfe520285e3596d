import { crc32, deflateRawSync } from 'node:zlib'

/** An entry as it is written, right or wrong. PKWARE APPNOTE 4.3. */
export interface Entry {
  name: Buffer
  content: Uint8Array
  method: number
  flags: number
  madeBy: number
  /** Unix type and permissions. */
  mode: number
  extra: Buffer
  /** What the directory says in place of the truth. */
  claims: { crc?: number; packedBytes?: number; bytes?: number; offset?: number }
  /** What the local header says in place of the name. */
  localName?: Buffer
}

export interface Archive {
  entries: Entry[]
  comment: Buffer
  /** What the end says in place of the truth. */
  claims: { entries?: number; directoryBytes?: number; directoryOffset?: number }
  /** With a record of zip64 before the end, which says this; one that says the truth where there are many entries. */
  zip64?: { entries: bigint; directoryBytes: bigint; directoryOffset: bigint }
}

export function entryOf(name: string | Buffer, content: Uint8Array): Entry {
  return {
    // As long as its length can be written.
    ...{
      name: Buffer.from(name as string).subarray(0, 0xffff),
      content,
      method: 8,
      flags: 0x800,
      madeBy: 0x0314,
      mode: 0o100644,
    },
    ...{ extra: Buffer.alloc(0), claims: {} },
  }
}

function header(entry: Entry, packed: Uint8Array, name: Buffer): Buffer {
  const { flags, method, content, claims, extra } = entry
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(20, 0)
  bytes.writeUInt16LE(flags & 0xffff, 2)
  bytes.writeUInt16LE(method & 0xffff, 4)
  bytes.writeUInt32LE((claims.crc ?? crc32(content)) >>> 0, 10)
  bytes.writeUInt32LE((claims.packedBytes ?? packed.length) >>> 0, 14)
  bytes.writeUInt32LE((claims.bytes ?? content.length) >>> 0, 18)
  bytes.writeUInt16LE(name.length, 22)
  bytes.writeUInt16LE(extra.length, 24)
  return bytes
}

export function packZip({ entries, comment, claims, zip64 }: Archive): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const packed = entry.method === 8 ? deflateRawSync(entry.content) : Buffer.from(entry.content)
    const localName = entry.localName ?? entry.name
    const local = [
      Buffer.from('PK\x03\x04', 'latin1'),
      header(entry, packed, localName),
      localName,
      entry.extra,
      packed,
    ]
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((entry.mode << 16) >>> 0, 6)
    tail.writeUInt32LE((entry.claims.offset ?? offset) >>> 0, 10)
    const sign = Buffer.from([0x50, 0x4b, 1, 2, entry.madeBy & 0xff, entry.madeBy >> 8])
    directory.push(sign, header(entry, packed, entry.name), tail, entry.name, entry.extra)
    for (const part of local) {
      parts.push(part)
      offset += part.length
    }
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE((claims.entries ?? entries.length) & 0xffff, 8)
  end.writeUInt16LE((claims.entries ?? entries.length) & 0xffff, 10)
  end.writeUInt32LE((claims.directoryBytes ?? central.length) >>> 0, 12)
  end.writeUInt32LE((claims.directoryOffset ?? offset) >>> 0, 16)
  end.writeUInt16LE(comment.length, 20)
  const truth = {
    entries: BigInt(entries.length),
    directoryBytes: BigInt(central.length),
    directoryOffset: BigInt(offset),
  }
  const record = zip64 ?? (entries.length > 0xffff ? truth : null)
  if (record === truth) end.fill(0xff, 8, 20)
  return Buffer.concat([...parts, central, ...(record ? endOf64(record, offset + central.length) : []), end, comment])
}

function endOf64({ entries, directoryBytes, directoryOffset }: NonNullable<Archive['zip64']>, at: number): Buffer[] {
  const record = Buffer.alloc(56)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(entries, 24)
  record.writeBigUInt64LE(entries, 32)
  record.writeBigUInt64LE(directoryBytes, 40)
  record.writeBigUInt64LE(directoryOffset, 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(at), 8)
  locator.writeUInt32LE(1, 16)
  return [record, locator]
}
