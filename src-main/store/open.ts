import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { fault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { listCopies } from './copies.ts'
import { asDatabaseError } from './database-faults.ts'
import { findDamage } from './find-damage.ts'
import { migrate, type Migration } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import { finishReplacement } from './replace-database.ts'
import { countLostTransactions } from './write-ahead-log.ts'

/** Larger files are looked through by the daily copy alone: it takes 2.5 ms of processor time a megabyte. */
const checkedBytes = 256 * 1024 * 1024

/**
 * Opens the database and brings it to the newest version.
 * WAL with `synchronous = FULL`: what was announced survives a power cut too, and at ten transactions a second one sync
 * each is affordable. Throws `database` where the file is damaged, is gone from a workspace that was used, or is newer
 * than this program, and `storage` where it cannot be written.
 */
export function openDatabase(path: string, migrations: readonly Migration[] = allMigrations): Database {
  let db: Database | null = null
  try {
    mkdirSync(dirname(path), { recursive: true })
    finishReplacement(path)
    refuseGone(path)
    refuseLost(path)
    db = new Sqlite(path)
    // Before anything is written: what is damaged stays as it is.
    refuseDamaged(db)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('busy_timeout = 5000')
    migrate(db, migrations)
    return db
  } catch (error) {
    db?.close()
    throw asFileFault(asDatabaseError(error, path))
  }
}

/** Of a new workspace nothing is there; where runs or copies are, the database was. */
function refuseGone(path: string): void {
  if (existsSync(path)) return
  const runs = join(dirname(path), '..', 'runs')
  const runCount = existsSync(runs) ? readdirSync(runs).length : 0
  const copies = listCopies(path).length
  if (runCount === 0 && copies === 0) return
  const held = [runCount > 0 ? `${runCount} runs` : '', copies > 0 ? `${copies} copies of it` : ''].filter(Boolean)
  throw fault('database-gone', { path, what: held.join(' and ') })
}

/** SQLite would leave out all that follows a damaged place of the log, without a word. */
function refuseLost(path: string): void {
  const lost = countLostTransactions(`${path}-wal`)
  if (lost > 0) throw fault('database-log-damaged', { path, lost })
}

function refuseDamaged(db: Database): void {
  if (db.memory || (statSync(db.name, { throwIfNoEntry: false })?.size ?? 0) > checkedBytes) return
  const reason = findDamage(db)
  if (reason !== null) throw fault('database-damaged', { path: db.name, reason })
}
