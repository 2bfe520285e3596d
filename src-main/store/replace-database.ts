import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Puts the whole database `from`, a file beside it, in the place of `path`. What was there is kept with its write-ahead
 * log in a folder `damaged-<number>`, which is returned; null where there was nothing. The intention is written down
 * first, so that a process that ends in the midst of it leaves either the old files or a task that `finishReplacement`
 * ends at the next opening: a database is never read with the log of another one. Nobody may have either file open.
 */
export function replaceDatabase(path: string, from: string): string | null {
  const kept = keepAside(path)
  syncPath(from)
  writeFileSync(`${taskOf(path)}.tmp`, basename(from))
  syncPath(`${taskOf(path)}.tmp`)
  renameSync(`${taskOf(path)}.tmp`, taskOf(path))
  syncPath(dirname(path))
  finishReplacement(path)
  return kept
}

/** What a restoration and a salvage work on beside the database, until it is whole. */
export const unfinished = { restored: '.restored', salvaged: '.salvaged', work: '.salvage' } as const

/** Ends a replacement that a process began, and removes what one left unfinished. To be called before the opening. */
export function finishReplacement(path: string): void {
  if (existsSync(taskOf(path))) putInPlace(path)
  for (const ending of Object.values(unfinished)) rmSync(path + ending, { recursive: true, force: true })
}

function putInPlace(path: string): void {
  const task = taskOf(path)
  const from = join(dirname(path), readFileSync(task, 'utf8'))
  // Once the new file is in its place, what lies beside it is its own.
  if (existsSync(from)) {
    for (const file of [`${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
    renameSync(from, path)
    syncPath(dirname(path))
  }
  rmSync(task)
}

const taskOf = (path: string): string => `${path}.replacing`

function keepAside(path: string): string | null {
  const files = [path, `${path}-wal`].filter((file) => existsSync(file))
  if (files.length === 0) return null
  const folder = dirname(path)
  const numbers = readdirSync(folder).map((name) => Number(/^damaged-(\d+)$/.exec(name)?.[1] ?? 0))
  const kept = join(folder, `damaged-${Math.max(0, ...numbers) + 1}`)
  mkdirSync(kept)
  for (const file of files) linkOrCopy(file, join(kept, basename(file)))
  syncPath(kept)
  return kept
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
    syncPath(to)
  }
}

/** A file's bytes, or the names in a folder, reach the disk. */
function syncPath(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
