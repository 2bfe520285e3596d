import { existsSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { tellFault } from '../contract/faults/index.ts'
import { isDamage } from './database-faults.ts'
import { findDamage } from './find-damage.ts'
import { countLostTransactions } from './write-ahead-log.ts'

/** A file or folder of the workspace that a row promises. */
export interface NamedFile {
  /** For a person, e.g. `checkpoint of "base" at step 40`. */
  readonly what: string
  /** Relative to the workspace. */
  readonly path: string
  readonly bytes: number
  /** Of the whole file; null where another hash is kept. */
  readonly sha256: string | null
  /** Of a decoded dataset, whose folder it names; else null. */
  readonly fingerprint: string | null
}

const filesSql = `
SELECT 'checkpoint of "' || run.name || '" at step ' || checkpoint.step AS what, path, bytes, sha256, NULL AS fingerprint
  FROM checkpoint JOIN run ON run.id = checkpoint.run WHERE replaced_at IS NULL
UNION ALL SELECT 'weights "' || title || '"', path, bytes, NULL, NULL FROM weights
UNION ALL SELECT 'images of "' || title || '"', folder, bytes, NULL, fingerprint FROM dataset`

/** Looks through a database without changing it: its damage as a sentence's part, and the files that it names. */
export function inspectDatabase(path: string): { damage: string | null; files: NamedFile[] } {
  if (!existsSync(path)) return { damage: 'it is gone', files: [] }
  const lost = countLostTransactions(`${path}-wal`)
  if (lost > 0) return { damage: tellFault('database-log-damaged', { path, lost }).message, files: [] }
  const db = new Sqlite(path, { readonly: true })
  try {
    return { damage: findDamage(db), files: namedFiles(db) }
  } finally {
    db.close()
  }
}

/** None where the damage is in the way, or the database is of a version without these tables. */
function namedFiles(db: Database): NamedFile[] {
  try {
    return db.prepare<[], NamedFile>(filesSql).all()
  } catch (error) {
    if (isDamage(error) || /no such (table|column)/.test((error as Error).message)) return []
    throw error
  }
}
