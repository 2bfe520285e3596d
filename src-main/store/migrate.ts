import { copyFileSync, renameSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { AppError } from '../contract/wire.ts'

/** One step of the schema; `version` is what `user_version` says after it. */
export interface Migration {
  readonly version: number
  readonly name: string
  up(db: Database): void
}

/**
 * Brings the file to the newest version, one transaction a step. A file that holds data is copied to
 * `<file>.before-v<version>` first. Throws `database` for a file of a newer program and for a step that fails.
 */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0
  const current = db.pragma('user_version', { simple: true }) as number
  if (current > newest) {
    throw new AppError(
      'database',
      `This workspace was written by a newer version of the program: its database has version ${current}, expected at most ${newest}.`,
      { hint: 'Update the program, or choose another workspace.' },
    )
  }
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
    throw new AppError(
      'database',
      `The database could not be brought to version ${migration.version} (${migration.name}): ${(error as Error).message}.`,
      {
        hint: copy === null ? 'Choose an empty folder as workspace.' : `It is unchanged; a copy lies in ${copy}.`,
        cause: error,
      },
    )
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

/** The write-ahead log is emptied into the file before it is copied, so that the copy is whole. */
function copyOf(db: Database, version: number): string | null {
  if (db.memory) return null
  const copy = `${db.name}.before-v${version + 1}`
  db.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(db.name, `${copy}.tmp`)
  renameSync(`${copy}.tmp`, copy)
  return copy
}
