import { WireType, type BinaryReader } from '@bufbuild/protobuf/wire'
import { readMessage } from './message-fields.ts'

/** `DataType` of tensorflow/core/framework/types.proto. */
const types = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19, uint32: 22, uint64: 23 } as const

/**
 * The only number of a `TensorProto` (tensorflow/core/framework/tensor.proto), in its bytes or in a typed list; null
 * where it holds more or other things.
 */
export function readTensorScalar(bytes: Uint8Array): number | null {
  let type = 0
  let content: Uint8Array | null = null
  const listed: number[] = []
  let isScalar = true
  readMessage(bytes, (field, reader, wire) => {
    if (field === 1) type = reader.int32()
    else if (field === 2) isScalar = isScalarShape(reader.bytes())
    else if (field === 4) content = reader.bytes()
    else {
      const next = listReaders[field]
      if (!next) return false
      readList(reader, wire, next, listed)
    }
    return true
  })
  if (!isScalar) return null
  if (content !== null) return readContent(content, type)
  const [only] = listed
  if (only === undefined || listed.length > 1) return null
  return type === types.half || type === types.bfloat16 ? fromBits(only, type) : only
}

const listReaders: Readonly<Record<number, (reader: BinaryReader) => number>> = {
  5: (reader) => reader.float(),
  6: (reader) => reader.double(),
  7: (reader) => reader.int32(),
  10: (reader) => Number(reader.int64()),
  13: (reader) => reader.int32(),
  16: (reader) => reader.uint32(),
  17: (reader) => Number(reader.uint64()),
}

/** Two numbers are as good as many: neither is the tensor's only one. */
function readList(reader: BinaryReader, wire: WireType, next: (reader: BinaryReader) => number, into: number[]): void {
  if (wire !== WireType.LengthDelimited) {
    into.push(next(reader))
    return
  }
  const end = reader.uint32() + reader.pos
  while (reader.pos < end && into.length < 2) into.push(next(reader))
  reader.pos = end
}

/** `TensorShapeProto`: a scalar has no dimensions; one of length 1 is as good. */
function isScalarShape(bytes: Uint8Array): boolean {
  let size = 1
  readMessage(bytes, (field, reader) => {
    if (field !== 2) return false
    let length = 0
    readMessage(reader.bytes(), (own, inner) => {
      if (own !== 1) return false
      length = Number(inner.int64())
      return true
    })
    size *= length
    return true
  })
  return size === 1
}

function readContent(content: Uint8Array, type: number): number | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const of = (size: number, read: () => number): number | null => (bytes.length === size ? read() : null)
  switch (type) {
    case types.float:
      return of(4, () => bytes.readFloatLE())
    case types.double:
      return of(8, () => bytes.readDoubleLE())
    case types.int32:
      return of(4, () => bytes.readInt32LE())
    case types.uint32:
      return of(4, () => bytes.readUInt32LE())
    case types.int64:
      return of(8, () => Number(bytes.readBigInt64LE()))
    case types.uint64:
      return of(8, () => Number(bytes.readBigUInt64LE()))
    case types.half:
    case types.bfloat16:
      return of(2, () => fromBits(bytes.readUInt16LE(), type))
    default:
      return null
  }
}

/** Of 16 bits: bfloat16 is the upper half of a float32; half has 5 bits of exponent and 10 of mantissa. */
function fromBits(bits: number, type: number): number {
  if (type === types.bfloat16) {
    const buffer = Buffer.alloc(4)
    buffer.writeUInt16LE(bits & 0xffff, 2)
    return buffer.readFloatLE()
  }
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 31
  const mantissa = bits & 1023
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}
