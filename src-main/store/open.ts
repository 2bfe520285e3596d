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
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error
  return new AppError('database', `The database ${path} cannot be used: ${String(message)}.`, {
    hint: hintFor(code),
    cause: error,
  })
}

function hintFor(code: string): string {
  if (code === 'SQLITE_FULL') return 'Free some space on the disk, then try again.'
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return 'Restore the file from a copy, or choose another workspace.'
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return 'Choose a workspace folder that you may write to.'
  }
  return 'Check the space on the disk and the permissions of the workspace.'
}
