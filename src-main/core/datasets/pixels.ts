import type { ImageSet } from './image-set.ts'

/** The images with these indices, row-major [batch, height, width, channels], 0 … 255. */
export function readBytes(set: ImageSet, indices: Int32Array): Uint8Array {
  const bytes = new Uint8Array(indices.length * set.shape[0] * set.shape[1] * set.shape[2])
  set.read(indices, bytes)
  return bytes
}

/** The images with these indices, row-major [batch, height, width, channels], values in [0, 1]. */
export function readPixels(set: ImageSet, indices: Int32Array): Float32Array {
  const bytes = readBytes(set, indices)
  const pixels = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) pixels[i] = (bytes[i] as number) / 255
  return pixels
}
