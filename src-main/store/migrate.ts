import { copyFileSync, renameSync, rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { fault } from '../contract/faults/index.ts'
import { fileReason } from '../contract/file-faults.ts'
import { prune } from './copies.ts'

/** One step of the schema; `version` is what `user_version` says after it. */
export interface Migration {
  readonly version: number
  readonly name: string
  up(db: Database): void
}

/**
 * Brings the file to the newest version, one transaction a step. A file that holds data is copied to
 * `<file>.before-v<version>` first. Throws `database` for a file of a newer program and for a step that fails, `storage`
 * where it cannot be copied.
 */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0
  const current = db.pragma('user_version', { simple: true }) as number
  if (current > newest) throw fault('database-newer', { version: current, newest })
  const pending = migrations.filter(({ version }) => version > current)
  if (pending.length === 0) return
  const copy = current > 0 ? copyOf(db, current) : null
  for (const migration of pending) run(db, migration, copy)
}

function run(db: Database, migration: Migration, copy: string | null): void {
  const step = db.transaction(() => {
    migration.up(db)
    db.pragma(`user_version = ${migration.version}`)
  })
  // So that a table can be made anew without taking with it what refers to it (https://sqlite.org/lang_altertable.html).
  db.pragma('foreign_keys = OFF')
  try {
    step.exclusive()
  } catch (error) {
    const { version, name } = migration
    const kept = copy === null ? '' : `; a copy lies in ${copy}`
    throw fault('database-not-upgraded', { version, name, reason: (error as Error).message, copy: kept }, error)
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

/** The write-ahead log is emptied into the file before it is copied, so that the copy is whole. */
function copyOf(db: Database, version: number): string | null {
  if (db.memory) return null
  const copy = `${db.name}.before-v${version + 1}`
  const unfinished = `${copy}.tmp`
  db.pragma('wal_checkpoint(TRUNCATE)')
  try {
    copyFileSync(db.name, unfinished)
    renameSync(unfinished, copy)
    prune(db.name)
  } catch (error) {
    rmSync(unfinished, { force: true })
    const size = `${Math.ceil(statSync(db.name).size / 1e6)} MB`
    throw fault('database-not-copied', { version: version + 1, reason: fileReason(error), size }, error)
  }
  return copy
}
