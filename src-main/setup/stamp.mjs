import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { root } from './paths.mjs'

/** Hash of the contents of files. */
export function hashFiles(paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(resolve(root, path)))
  return hash.digest('hex')
}

/** All files below the given files and folders, sorted. */
export function filesBelow(paths) {
  return paths.flatMap((path) => {
    const entry = statSync(resolve(root, path), { throwIfNoEntry: false })
    if (!entry) return []
    if (!entry.isDirectory()) return [path]
    return filesBelow(
      readdirSync(resolve(root, path))
        .toSorted()
        .map((name) => join(path, name)),
    )
  })
}

/** Whether the file at `path` holds this stamp. */
export function isStamped(path, stamp) {
  try {
    return readFileSync(path, 'utf8') === stamp
  } catch {
    return false
  }
}

export function writeStamp(path, stamp) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, stamp)
}
