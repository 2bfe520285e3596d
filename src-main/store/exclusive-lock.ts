import Sqlite, { type Database } from 'better-sqlite3'

// Keeps them from the garbage collector, which would close them.
const held = new Set<Database>()

/**
 * Locks a file for this process until the returned function is called; null where another one holds it. The lock is an
 * open exclusive transaction: the operating system ends it with the process, so no stale lock survives a crash.
 */
export function takeExclusiveLock(path: string): (() => void) | null {
  const lock = new Sqlite(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return null
    throw error
  }
  held.add(lock)
  return () => {
    lock.close()
    held.delete(lock)
  }
}
