import { createHash } from 'node:crypto'
import type { Source } from './source.ts'

/** Change whenever the same source would be decoded to other images, so that old caches are made again. */
const decoderVersion = 1
const resizingDecoderVersion = 2

/**
 * SHA-256 over what decides the cache: decoder version, kind, image size, classes where not all are taken, and path, size and stamp of every file, where
 * the stamp is the CRC-32 in a zip and the time of the last change in a folder. A source that changed, even by one
 * file, has another fingerprint; a zip that was moved or copied has the same.
 */
export function fingerprintOf(
  source: Source,
  kind: string,
  { imageSize, classIds }: { readonly imageSize: number | null; readonly classIds?: readonly string[] | undefined },
): string {
  const version = imageSize === null ? decoderVersion : resizingDecoderVersion
  const hash = createHash('sha256').update(JSON.stringify([version, kind, imageSize, ...(classIds ? [classIds] : [])]))
  for (const { path, bytes, stamp } of source.files) hash.update(`\n${JSON.stringify(path)} ${bytes} ${stamp}`)
  return hash.digest('hex')
}
