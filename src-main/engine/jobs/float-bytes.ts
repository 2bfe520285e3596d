/** A copy as bytes. */
export function floatsToBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(values).buffer)
}

/** A copy, since bytes that came from another process may begin at any address. */
export function bytesToFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer)
}
