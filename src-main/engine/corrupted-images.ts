import { join } from 'node:path'
import { fault } from '../contract/faults/index.ts'
import { fileReason } from '../contract/file-faults.ts'
import type { CorruptedImages } from '../core/datasets/corrupted-images.ts'
import type { ImageSet } from '../core/datasets/image-set.ts'
import { decodeJpeg, readJpegHeader, requireFewScans } from '../images/decode-jpeg.ts'
import { readPlainFileSync } from '../images/plain-file.ts'
import { hasCorrupted, type CorruptedSource } from './corrupted-source.ts'

/** The split with the corrupted images that stand beside it. */
export function withCorrupted(images: ImageSet, source: CorruptedSource | null): ImageSet {
  return source === null ? images : { ...images, corrupted: openCorrupted(images, source) }
}

function openCorrupted({ shape: [height, width, channels] }: ImageSet, source: CorruptedSource): CorruptedImages {
  const { root, files } = source
  return {
    has: hasCorrupted(source),
    read(corruption, severity, index) {
      const path = join(root, corruption, String(severity), files[index] ?? '')
      const broken = (reason: string, cause?: unknown) => fault('corrupted-image-unreadable', { path, reason }, cause)
      let bytes: Uint8Array
      try {
        bytes = readPlainFileSync(path)
        requireFewScans(bytes)
      } catch (error) {
        throw broken(fileReason(error), error)
      }
      // Before any of its pixels is decoded: a header may claim any number of them.
      const header = readJpegHeader(bytes)
      if (header && (header.height !== height || header.width !== width || channels !== 3)) {
        throw broken(`it has ${header.width} × ${header.height} pixels, the dataset ${width} × ${height}`)
      }
      const decoded = header && decodeJpeg(bytes)
      if (!decoded) throw broken('it is no JPEG, or a damaged one')
      return decoded.pixels
    },
  }
}
