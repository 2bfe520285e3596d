/**
 * The generator behind TensorFlow's stateless random operations: Philox4x32-10 (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3", section 3.3), keyed by a scrambled seed as in TensorFlow's `GenerateKey`
 * (core/kernels/stateless_random_ops.cc).
 */

/** `size` float32 values in [0, 1), the same as TensorFlow's StatelessRandomUniform gives, bit for bit. */
export function philoxUniform(seed0: number, seed1: number, size: number): Float32Array {
  const block = new Uint32Array([seed0, seed0 >> 31, seed1, seed1 >> 31])
  philox(block, 0x3ec8f720, 0x02461e29)
  const [key0, key1, high0, high1] = block as unknown as [number, number, number, number]

  const bits = new Uint32Array(size)
  for (let group = 0; group * 4 < size; group++) {
    block.set([group, 0, high0, high1])
    philox(block, key0, key1)
    bits.set(block.subarray(0, Math.min(4, size - group * 4)), group * 4)
  }
  // The low 23 bits as the fraction of a float32 in [1, 2), less 1.
  for (let i = 0; i < size; i++) bits[i] = ((bits[i] as number) & 0x7fffff) | 0x3f800000
  const values = new Float32Array(bits.buffer)
  for (let i = 0; i < size; i++) values[i] = (values[i] as number) - 1
  return values
}

/** Ten rounds over the 128-bit counter in `block`, in place. */
function philox(block: Uint32Array, key0: number, key1: number): void {
  let [c0, c1, c2, c3] = block as unknown as [number, number, number, number]
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0)
    const low0 = Math.imul(0xd2511f53, c0)
    const high1 = multiplyHigh(0xcd9e8d57, c2)
    const low1 = Math.imul(0xcd9e8d57, c2)
    c0 = (high1 ^ c1 ^ key0) >>> 0
    c1 = low1 >>> 0
    c2 = (high0 ^ c3 ^ key1) >>> 0
    c3 = low0 >>> 0
    key0 = (key0 + 0x9e3779b9) >>> 0
    key1 = (key1 + 0xbb67ae85) >>> 0
  }
  block[0] = c0
  block[1] = c1
  block[2] = c2
  block[3] = c3
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const bHigh = b >>> 16
  const bLow = b & 0xffff
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = (middle % 0x10000) + aLow * bHigh
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)
}
