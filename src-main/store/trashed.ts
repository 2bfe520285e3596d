import type { Database } from 'better-sqlite3'

/** A row that lies in the trash. */
export type Trashed<T> = T & {
  /** ms since 1970, UTC. */
  readonly trashedAt: number
}

type Table = 'dataset' | 'weights' | 'preset' | 'evaluation_plan' | 'saved_view'

/** What the trash does with the rows of a table. `select`: how they are read, without a condition. */
export function trashOf<Row extends object, T>(
  db: Database,
  table: Table,
  fromRow: (row: Row) => T,
  select = `SELECT * FROM ${table}`,
) {
  const list = db.prepare<[], Row & { readonly trashed_at: number }>(`${select} WHERE trashed_at IS NOT NULL`)
  const setTrashed = db.prepare<[number | null, string]>(`UPDATE ${table} SET trashed_at = ? WHERE id = ?`)
  const remove = db.prepare<[string]>(`DELETE FROM ${table} WHERE id = ?`)
  return {
    trashed: (): Trashed<T>[] =>
      list.all().map(({ trashed_at, ...row }) => ({ ...fromRow(row as unknown as Row), trashedAt: trashed_at })),
    /** null takes it out. */
    setTrashed: (id: string, at: number | null): void => {
      setTrashed.run(at, id)
    },
    /** For good. */
    remove: (id: string): void => {
      remove.run(id)
    },
  }
}
