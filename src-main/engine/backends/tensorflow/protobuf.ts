/** A field of one protocol-buffer message. */
export interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

/** The fields of one protocol-buffer message, numbers and byte strings; fixed-width ones are skipped. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const readVarint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = readVarint()
    const number = tag >>> 3
    switch (tag & 7) {
      case 0:
        fields.push({ number, value: readVarint() })
        break
      case 2: {
        const size = readVarint()
        fields.push({ number, value: bytes.subarray(at, at + size) })
        at += size
        break
      }
      case 5:
        at += 4
        break
      default:
        at += 8
    }
  }
  return fields
}
