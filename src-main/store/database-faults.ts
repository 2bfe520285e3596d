import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fault } from '../contract/faults/index.ts'

/** Less than this is full: SQLite needs a page or two for its own sake. */
const leastFreeBytes = 64 * 1024

/** SQLite's own failures as sentences; anything else passes. */
export function asDatabaseError(error: unknown, path: string): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error
  const reason = String(message)
  if (isDamage(error)) return fault('database-damaged', { path, reason }, error)
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && isFull(path))) {
    return fault('database-full', { path }, error)
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return fault('database-not-writable', { path, reason }, error)
  }
  if (code.startsWith('SQLITE_IOERR')) return fault('database-on-failing-disk', { path, reason }, error)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return fault('database-busy', { path }, error)
  return fault('database-failed', { path, reason }, error)
}

/** Whether SQLite found bytes in a database that cannot be there. */
export function isDamage(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize < leastFreeBytes
  } catch {
    return false
  }
}
