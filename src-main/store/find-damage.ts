import type { Database } from 'better-sqlite3'
import { isDamage } from './database-faults.ts'

/**
 * The first damage that SQLite finds in all pages of the file, as part of a sentence; null where it finds none. Indices
 * are not compared with their tables (`integrity_check` does, in twice the time), and values that were overwritten by
 * values cannot be told.
 */
export function findDamage(db: Database): string | null {
  try {
    const found = db.pragma('quick_check(1)', { simple: true }) as string
    return found === 'ok' ? null : found.replace(/^\*\*\* in database main \*\*\*\n/, '').replaceAll('\n', '; ')
  } catch (error) {
    if (isDamage(error)) return (error as Error).message
    throw error
  }
}
