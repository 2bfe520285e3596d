import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Explanation } from '../contract/index.ts'
import type { StoredExplanation } from '../store/explanations.ts'
import { hashOf } from './explanation-files.ts'

/** The map of a row; null where its file is gone or is not what it was. */
export async function readMap(folder: string, row: StoredExplanation): Promise<Explanation | null> {
  const [map = null] = await readMaps(folder, [row])
  return map
}

/**
 * The maps of these rows, paths from this folder; null for each without a row, or whose file is gone or is not what it
 * was. Maps that lie in one file are read at one opening.
 */
export async function readMaps(
  folder: string,
  rows: readonly (StoredExplanation | undefined)[],
): Promise<(Explanation | null)[]> {
  const maps: (Explanation | null)[] = rows.map(() => null)
  const byPath = Map.groupBy(rows.keys(), (at) => rows[at]?.path)
  for (const [path, places] of byPath) {
    if (path === undefined) continue
    const file = await open(join(folder, path)).catch(() => null)
    if (file === null) continue
    try {
      for (const at of places) {
        const { height, width, min, max, note, offset, bytes, sha256 } = rows[at] as StoredExplanation
        const map = new Uint8Array(bytes)
        const { bytesRead } = await file.read(map, 0, bytes, offset)
        if (bytesRead === bytes && hashOf(map) === sha256) maps[at] = { height, width, map, min, max, note }
      }
    } catch {
      // What cannot be read is as good as not there: it is computed again.
    } finally {
      await file.close()
    }
  }
  return maps
}
