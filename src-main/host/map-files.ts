import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Explanation } from '../contract/index.ts'
import type { ExplanationKey } from '../store/explanations.ts'
import type { HostContext } from './context.ts'
import { hashOf } from './explanation-files.ts'

/**
 * The maps that are kept under these keys; none for those whose file is gone or is not what it was. Maps that lie in one
 * file are read at one opening.
 */
export async function readMaps<K extends ExplanationKey>(
  { store, workspace }: Pick<HostContext, 'store' | 'workspace'>,
  keys: readonly K[],
): Promise<ReadonlyMap<K, Explanation>> {
  const maps = new Map<K, Explanation>()
  const rows = keys.flatMap((key) => {
    const row = store.explanations.map(key)
    return row ? [{ key, row }] : []
  })
  for (const [path, sharing] of Map.groupBy(rows, ({ row }) => row.path)) {
    const file = await open(join(workspace.folder, path)).catch(() => null)
    if (file === null) continue
    try {
      for (const { key, row } of sharing) {
        const { height, width, min, max, note, offset, bytes, sha256 } = row
        const map = new Uint8Array(bytes)
        const { bytesRead } = await file.read(map, 0, bytes, offset)
        if (bytesRead === bytes && hashOf(map) === sha256) maps.set(key, { height, width, map, min, max, note })
      }
    } catch {
      // What cannot be read is as good as not there: it is computed again.
    } finally {
      await file.close()
    }
  }
  return maps
}
