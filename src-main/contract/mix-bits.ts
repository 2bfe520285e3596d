/**
 * fmix32 of MurmurHash3 over a running state: spreads every bit of `value` over 32 bits. Both are read as 32-bit integers,
 * and so is what comes out.
 * Source: Appleby, https://github.com/aappleby/smhasher (public domain).
 */
export function mixBits(state: number, value: number): number {
  let x = (state ^ Math.imul(value | 0, 0x9e3779b9)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) | 0
}
