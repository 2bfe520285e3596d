import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { fault } from '../contract/faults/index.ts'
import { versionOf } from './copies.ts'
import { isDamage } from './database-faults.ts'
import { migrations } from './migrations/index.ts'

/**
 * Opens a copy of a damaged database, which is changed by that. Where its header is damaged it gets that of a new one:
 * everything else in it can be reckoned. Throws `database` with the name of the original where its tables are unknown.
 */
export function openDamaged(path: string, named: string): Database {
  if (versionOf(path) === 0) writeHeader(path)
  const db = new Sqlite(path)
  db.pragma('trusted_schema = OFF')
  try {
    tableNames(db)
  } catch (error) {
    db.close()
    if (!isDamage(error)) throw error
    throw fault('nothing-to-salvage', { path: named, reason: (error as Error).message }, error)
  }
  return db
}

function writeHeader(path: string): void {
  const pageSize = 4096
  const fresh = new Sqlite(':memory:')
  fresh.exec('CREATE TABLE t (a)')
  const header = fresh.serialize().subarray(0, 100)
  fresh.close()
  header.writeUInt32BE(Math.floor(statSync(path).size / pageSize), 28)
  // No free pages, write-ahead log, no version: the tables tell it.
  header.writeUInt32BE(0, 32)
  header.writeUInt32BE(0, 36)
  header.writeUInt8(2, 18)
  header.writeUInt8(2, 19)
  header.writeUInt32BE(0, 60)
  const file = openSync(path, 'r+')
  try {
    writeSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
}

/** As the header says; else the newest version that has just these tables and columns. */
export function versionIn(db: Database): number {
  const said = db.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.version as number
  if (said > newest) throw fault('database-newer', { version: said, newest })
  if (said > 0) return said
  const own = shapeOf(db)
  const fitting = migrations.findLast(({ version }) => {
    const empty = new Sqlite(':memory:')
    try {
      createSchema(empty, version)
      return shapeOf(empty) === own
    } finally {
      empty.close()
    }
  })
  return fitting?.version ?? newest
}

/** The tables of this version, empty. */
export function createSchema(db: Database, version: number): void {
  for (const migration of migrations.filter((step) => step.version <= version)) migration.up(db)
  db.pragma(`user_version = ${version}`)
}

export const tableNames = (db: Database): string[] =>
  db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()

interface Column {
  readonly name: string
  readonly pk: number
}
export const columnsOf = (db: Database, table: string): Column[] => db.pragma(`table_info("${table}")`) as Column[]
const shapeOf = (db: Database): string =>
  JSON.stringify(tableNames(db).map((name) => [name, columnsOf(db, name).map((column) => column.name)]))
