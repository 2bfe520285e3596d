import { BinaryReader, type WireType } from '@bufbuild/protobuf/wire'

/** Reads one field and returns true, or leaves it where it is. */
type ReadField = (field: number, reader: BinaryReader, type: WireType) => boolean

/** Goes through the fields of one protocol-buffer message; those that are not read are skipped. Throws on bad bytes. */
export function readMessage(bytes: Uint8Array, read: ReadField): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (!read(field, reader, type)) reader.skip(type, field)
  }
}
