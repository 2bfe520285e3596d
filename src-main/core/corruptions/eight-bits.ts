/** Clips to [0, 255] and drops the fraction, as NumPy's `uint8` of a clipped float does. */
export function truncate(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value)
}

/** All values clipped and truncated to bytes. */
export function truncated(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = truncate(values[i] as number)
  return bytes
}

/** Changes every pixel as a number in [0, 1]; the result is on the scale of 0 … 255 again, not clipped. */
export function mapUnit(pixels: Uint8Array, change: (value: number, place: number) => number): Float64Array {
  const output = new Float64Array(pixels.length)
  for (let i = 0; i < output.length; i++) output[i] = change((pixels[i] as number) / 255, i) * 255
  return output
}
