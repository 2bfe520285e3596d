import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database, type Statement } from 'better-sqlite3'
import { fault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { asDatabaseError, isDamage } from './database-faults.ts'
import { columnsOf, createSchema, openDamaged, tableNames, versionIn } from './open-damaged.ts'
import { readDamaged, type DamagedTable, type Key, type Row } from './read-damaged.ts'
import { replaceDatabase, unfinished } from './replace-database.ts'

/** What was saved of a table; `lost` is null where nothing tells how many rows there were. */
export interface SalvagedTable {
  readonly table: string
  readonly saved: number
  readonly lost: number | null
}

export interface Salvage {
  readonly tables: readonly SalvagedTable[]
  /** The folder that holds the damaged files. */
  readonly kept: string | null
}

const rowsPerTransaction = 10_000

/**
 * Copies row by row what can be read of a damaged database into a new one of the same version, which takes its place;
 * the damaged files are kept beside. Rows that belong to a row that is lost are left out. Until the new one is whole
 * nothing is changed. Throws `database` where nothing can be read. Nobody may have the database open.
 */
export function salvageDatabase(path: string): Salvage {
  const work = path + unfinished.work
  rmSync(work, { recursive: true, force: true })
  try {
    mkdirSync(work, { recursive: true })
    const fresh = join(work, 'new.db')
    const tables = copyReadable(copyForReading(path, work), fresh, path)
    // Beside the database, where a replacement is looked for.
    const ready = path + unfinished.salvaged
    renameSync(fresh, ready)
    return { tables, kept: replaceDatabase(path, ready) }
  } catch (error) {
    throw asFileFault(asDatabaseError(error, path))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** SQLite writes into what it reads (its log's index, a checkpoint): the damaged files stay as they are. */
function copyForReading(path: string, folder: string): string {
  const copy = join(folder, 'damaged.db')
  for (const ending of ['', '-wal']) {
    if (existsSync(path + ending)) copyFileSync(path + ending, copy + ending, constants.COPYFILE_FICLONE)
  }
  return copy
}

function copyReadable(from: string, to: string, path: string): SalvagedTable[] {
  const source = openDamaged(from, path)
  const target = new Sqlite(to)
  try {
    target.pragma('journal_mode = MEMORY')
    target.pragma('synchronous = OFF')
    target.pragma('foreign_keys = OFF')
    createSchema(target, versionIn(source))
    const saved = tableNames(target).map((name) => copyTable(source, target, name))
    const orphans = removeOrphans(target)
    if (saved.every((table) => table.saved === 0)) {
      throw fault('nothing-to-salvage', { path, reason: 'no row of any table' })
    }
    return saved.map(({ table, saved: rows, lost }) => {
      const left = orphans.get(table) ?? 0
      return { table, saved: rows - left, lost: lost === null ? null : lost + left }
    })
  } finally {
    target.close()
    source.close()
  }
}

function copyTable(source: Database, target: Database, table: string): SalvagedTable {
  const damaged = describeTable(source, target, table)
  if (damaged === null) return { table, saved: 0, lost: null }
  const names = damaged.columns.map((column) => `"${column}"`)
  const insert = target.prepare<unknown[]>(
    `INSERT OR IGNORE INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
  let saved = 0
  const write = target.transaction((rows: readonly Row[]) => {
    for (const row of rows) saved += insertRow(insert, row, damaged.columns)
  })
  let batch: Row[] = []
  for (const row of readDamaged(source, damaged)) {
    batch.push(row)
    if (batch.length < rowsPerTransaction) continue
    write(batch)
    batch = []
  }
  write(batch)
  const expected = countRows(source, table)
  return { table, saved, lost: expected === null ? null : Math.max(0, expected - saved) }
}

/** Garbage that was read as a row does not fit the table, and is left out. */
function insertRow(insert: Statement<unknown[]>, row: Row, columns: readonly string[]): number {
  try {
    return insert.run(...columns.map((column) => row[column])).changes
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) return 0
    throw error
  }
}

/** The columns that both have; null where the damaged one has no such table. */
function describeTable(source: Database, target: Database, table: string): DamagedTable | null {
  const there = columnsOf(source, table).map(({ name }) => name)
  const columns = columnsOf(target, table).filter(({ name }) => there.includes(name))
  if (columns.length === 0) return null
  const isWithoutRowid = target.prepare(`SELECT wr FROM pragma_table_list('${table}')`).pluck().get() === 1
  const primary = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
  const key = isWithoutRowid ? primary.map(({ name }) => name) : ['rowid']
  return { name: table, columns: columns.map(({ name }) => name), key, known: knownKeys(source, target, key) }
}

/** Runs, evaluations and metrics that a table may speak of. Parents are saved before; names of metrics are read ahead. */
function knownKeys(source: Database, target: Database, [first, second]: readonly string[]): readonly Key[] {
  const sql = {
    run: 'SELECT id FROM run ORDER BY id',
    evaluation: 'SELECT id FROM evaluation ORDER BY id',
  }
  if (first === 'run' && second === 'name') {
    const named = attempt(() =>
      source.prepare<[], Key>('SELECT run, name FROM metric_summary ORDER BY 1, 2').raw().all(),
    )
    if (named !== null) return named
  }
  return first === 'run' || first === 'evaluation' ? target.prepare<[], Key>(sql[first]).raw().all() : []
}

/** null where damage is in the way, or there is no such table yet. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (isDamage(error) || (error as { code?: unknown }).code === 'SQLITE_ERROR') return null
    throw error
  }
}

/** By its smallest index, which may be whole where the table is not; null where that cannot be read either. */
function countRows(db: Database, table: string): number | null {
  return attempt(() => db.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get()) ?? null
}

/** Rows whose parent is lost, by table, until none is left. */
function removeOrphans(db: Database): Map<string, number> {
  const removed = new Map<string, number>()
  for (let changes = 1; changes > 0;) {
    changes = 0
    for (const table of tableNames(db)) {
      const left = foreignKeysOf(db, table).reduce((sum, sql) => sum + db.prepare(sql).run().changes, 0)
      removed.set(table, (removed.get(table) ?? 0) + left)
      changes += left
    }
  }
  return removed
}

/** Statements that remove the rows of a table that refer to nothing. */
function foreignKeysOf(db: Database, table: string): string[] {
  const parts = db.pragma(`foreign_key_list("${table}")`) as { id: number; table: string; from: string; to: string }[]
  return [...Map.groupBy(parts, ({ id }) => id).values()].map((columns) => {
    const parent = columns[0]?.table
    const same = columns.map(({ from, to }) => `parent."${to}" = "${table}"."${from}"`).join(' AND ')
    const isSet = columns.map(({ from }) => `"${from}" IS NOT NULL`).join(' AND ')
    return `DELETE FROM "${table}" WHERE ${isSet} AND NOT EXISTS (SELECT 1 FROM "${parent}" parent WHERE ${same})`
  })
}
