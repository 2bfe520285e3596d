import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** Makes this folder a workspace as a program of that version left it (test/fixtures/workspaces); returns its database. */
export function writeOlderWorkspace(folder: string, version: number): string {
  const path = join(folder, 'store', 'adversarium.db')
  mkdirSync(join(folder, 'store'), { recursive: true })
  const db = new Sqlite(path)
  db.pragma('journal_mode = WAL')
  // Tables come in the order of their names.
  db.pragma('foreign_keys = OFF')
  db.exec(readFileSync(join(import.meta.dirname, `../fixtures/workspaces/v${version}.sql`), 'utf8'))
  db.close()
  return path
}

/** The rows of every table, by its name; each row as an object, tables in the order of their keys. */
export function readTables(path: string): Map<string, Record<string, unknown>[]> {
  const db = new Sqlite(path, { readonly: true })
  try {
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all()
    return new Map(
      tables.map((name) => [name, db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all()]),
    )
  } finally {
    db.close()
  }
}
