import { writeFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipContent {
  readonly name: string
  readonly bytes: Uint8Array
  /** Unix file type and permissions; 0o120777 is a symbolic link. */
  readonly mode?: number
  /** What the directory claims, where it lies. */
  readonly claimedBytes?: number
}

/** Writes a zip of any names, those that no tool would write among them. PKWARE APPNOTE 4.3. */
export function writeZip(path: string, contents: readonly ZipContent[]): void {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes, mode = 0o100644, claimedBytes = bytes.length } of contents) {
    const file = Buffer.from(name)
    const packed = deflateRawSync(bytes)
    // version needed, flags (UTF-8), method, time, date, CRC-32, sizes, length of the name, of the extra field
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimedBytes, 18)
    common.writeUInt16LE(file.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((mode << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), common, tail, file)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, file, packed])
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(contents.length, 8)
  end.writeUInt16LE(contents.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  writeFileSync(path, Buffer.concat([...parts, central, end]))
}
