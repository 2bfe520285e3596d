/** Pixels in [0, 1] rounded to 0 … 255, what lies outside cut off; bytes as a copy. */
export function toBytes(pixels: Float32Array | Uint8Array): Uint8Array<ArrayBuffer> {
  if (pixels instanceof Uint8Array) return Uint8Array.from(pixels)
  return new Uint8Array(Uint8ClampedArray.from(pixels, (value) => value * 255).buffer)
}
