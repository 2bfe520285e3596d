import type { Database } from 'better-sqlite3'
import { isDamage } from './database-faults.ts'

export type Row = Readonly<Record<string, unknown>>

/** A table of a damaged database, and how its rows are ordered in the file. */
export interface DamagedTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Columns of the primary key, or `rowid`; rows lie in the file by them. */
  readonly key: readonly string[]
  /** Beginnings of keys that other tables name, in their order: what follows a damaged place is looked for there. */
  readonly known: readonly Key[]
}

export type Key = readonly unknown[]

/**
 * All rows of a table that can be read, whatever lies between them: from the front up to the damage, then from the
 * nearest key behind it that can be found, then backwards from there to the damage, and so on. Indices are not used.
 */
export function* readDamaged(db: Database, table: DamagedTable): Generator<Row> {
  const rows = createReader(db, table)
  let last: Key | null = null
  for (;;) {
    try {
      for (const row of rows.between(last, null, 'ASC')) {
        yield row
        last = keyOf(row, table)
      }
      return
    } catch (error) {
      if (!isDamage(error)) throw error
    }
    const next = findBehind(rows, table, last)
    yield* untilDamage(rows.between(last, next && keyOf(next, table), 'DESC'))
    if (next === null) return
    yield next
    last = keyOf(next, table)
  }
}

/** The first row behind the damage that some key leads to; null where the end is all that can be found. */
function findBehind(rows: Reader, table: DamagedTable, last: Key | null): Row | null {
  for (const key of keysBehind(table, last)) {
    try {
      const [row] = rows.between(key, null, 'ASC')
      if (row) return row
    } catch (error) {
      if (!isDamage(error)) throw error
    }
  }
  return null
}

/** Ever farther behind the last good row: its last number and more, then within what other tables name. */
function* keysBehind({ key, known }: DamagedTable, last: Key | null): Generator<Key> {
  const [lastNumber = key.length === 1 && known.length === 0 ? 0 : null] = (last ?? []).slice(-1)
  if (typeof lastNumber === 'number') {
    for (const step of steps()) yield [...(last ?? []).slice(0, -1), lastNumber + step]
  }
  for (const beginning of known) {
    if (last !== null && compare(beginning, last) <= 0) continue
    if (beginning.length < key.length) for (const step of steps()) yield [...beginning, step]
    yield beginning
  }
}

function* steps(): Generator<number> {
  for (let step = 1; step < 2 ** 40; step *= 2) yield step
}

/** By the columns that both have, as SQLite compares numbers and plain text. */
function compare(a: Key, b: Key): number {
  const at = a.findIndex((value, i) => i < b.length && value !== b[i])
  if (at < 0) return 0
  const [x, y] = [a[at], b[at]]
  return (typeof x === 'number' ? x - Number(y) : Buffer.compare(Buffer.from(String(x)), Buffer.from(String(y)))) || 0
}

function* untilDamage(rows: Iterable<Row>): Generator<Row> {
  try {
    yield* rows
  } catch (error) {
    if (!isDamage(error)) throw error
  }
}

type Reader = ReturnType<typeof createReader>

function createReader(db: Database, { name, columns, key }: DamagedTable) {
  const quoted = (list: readonly string[]): string => list.map((column) => `"${column}"`).join(', ')
  const keyColumns = key.map((column, i) => `"${column}" AS "${keyName(i)}"`).join(', ')
  return {
    /** Rows behind `after` and before `before`; null is no bound. A key may name its first columns only. */
    between(after: Key | null, before: Key | null, order: 'ASC' | 'DESC'): Iterable<Row> {
      const bounds = [bound(key, after, '>'), bound(key, before, '<')].filter((text) => text !== null)
      const where = bounds.length === 0 ? '' : `WHERE ${bounds.join(' AND ')}`
      const by = key.map((column) => `"${column}" ${order}`).join(', ')
      const sql = `SELECT ${quoted(columns)}, ${keyColumns} FROM "${name}" NOT INDEXED ${where} ORDER BY ${by}`
      return db.prepare<unknown[], Row>(sql).iterate(...(after ?? []), ...(before ?? []))
    },
  }
}

/** A row value: SQLite seeks to it in the table itself. */
function bound(key: readonly string[], values: Key | null, sign: '<' | '>'): string | null {
  if (values === null) return null
  const columns = key.slice(0, values.length).map((column) => `"${column}"`)
  return `(${columns.join(', ')}) ${sign} (${values.map(() => '?').join(', ')})`
}

/** Beside the row's own columns, which may hold the key under the same name. */
const keyName = (i: number): string => `key ${i}`
const keyOf = (row: Row, { key }: DamagedTable): Key => key.map((_, i) => row[keyName(i)])
