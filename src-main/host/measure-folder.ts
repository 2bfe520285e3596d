import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface Measure {
  readonly files: number
  readonly bytes: number
}

/**
 * Counts the files below a folder and what they take; nothing where there is no such folder. A file that several names
 * share (`seen` holds them over several calls) counts once, one that vanishes meanwhile not at all.
 */
export async function measureFolder(folder: string, seen = new Set<string>()): Promise<Measure> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  let bytes = 0
  let count = 0
  for (const { parentPath, name } of files) {
    const stats = await lstat(join(parentPath, name)).catch(() => null)
    if (stats === null || isKnown(stats, seen)) continue
    count++
    bytes += stats.size
  }
  return { files: count, bytes }
}

function isKnown({ nlink, dev, ino }: Stats, seen: Set<string>): boolean {
  if (nlink < 2) return false
  const key = `${dev}:${ino}`
  const isSeen = seen.has(key)
  seen.add(key)
  return isSeen
}
