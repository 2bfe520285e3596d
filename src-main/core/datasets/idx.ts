import { AppError } from '../../contract/wire.ts'

/** An array of unsigned bytes as an IDX file holds it. */
export interface IdxArray {
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

/**
 * Reads an IDX file: two zero bytes, a type code, the number of dimensions, big-endian uint32 sizes, then the values.
 * Only unsigned bytes (code 8) are read, which is what MNIST and its relatives hold.
 * Throws `invalid-input`, naming the file, where the header or the length does not fit.
 * @see http://yann.lecun.com/exdb/mnist/
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const refuse = (expected: string, got: string): AppError =>
    new AppError('invalid-input', `"${name}" is not a readable IDX file: expected ${expected}, got ${got}.`, {
      hint: 'Download the file again.',
    })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw refuse('two zero bytes at the start', 'something else')
  if (bytes[2] !== 8) throw refuse('unsigned bytes (type 8)', `type ${bytes[2]}`)
  const dimensions = bytes[3] as number
  const start = 4 + 4 * dimensions
  if (dimensions === 0 || bytes.length < start) throw refuse('a whole header', `${bytes.length} bytes`)
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
  const length = shape.reduce((product, size) => product * size, 1)
  if (bytes.length - start !== length) {
    throw refuse(`${length} values for shape [${shape.join(', ')}]`, String(bytes.length - start))
  }
  return { shape, data: bytes.subarray(start) }
}
