import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { AppError } from '../contract/wire.ts'
import { migrate, type Migration } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'

/**
 * Opens the database and brings it to the newest version.
 * WAL with `synchronous = FULL`: what was announced survives a power cut too, and at ten transactions a second one sync
 * each is affordable. Throws `database` where the file cannot be opened, is no database, or is newer than this program.
 */
export function openDatabase(path: string, migrations: readonly Migration[] = allMigrations): Database {
  let db: Database | null = null
  try {
    mkdirSync(dirname(path), { recursive: true })
    db = new Sqlite(path)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('busy_timeout = 5000')
    migrate(db, migrations)
    return db
  } catch (error) {
    db?.close()
    throw asDatabaseError(error, path)
  }
}

/** SQLite's own failures as sentences; anything else passes. */
export function asDatabaseError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error
  const { code, message } = error as { code?: unknown; message: string }
  if (typeof code !== 'string') return error
  const hint =
    code === 'SQLITE_FULL' || code === 'ENOSPC'
      ? 'Free some space on the disk, then try again.'
      : code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')
        ? 'Restore the file from a copy, or choose another workspace.'
        : code.startsWith('SQLITE_READONLY') ||
            code === 'EACCES' ||
            code === 'EROFS' ||
            code.startsWith('SQLITE_CANTOPEN')
          ? 'Choose a workspace folder that you may write to.'
          : 'Check the disk and the permissions of the workspace.'
  if (!code.startsWith('SQLITE_') && !['ENOSPC', 'EACCES', 'EROFS', 'EPERM', 'ENOTDIR'].includes(code)) return error
  return new AppError('database', `The database ${path} cannot be used: ${message}.`, { hint, cause: error })
}
