import type { Database } from 'better-sqlite3'

/** JSON values by key, in one of the tables that have no other columns. */
export function valueTable(db: Database, table: 'preference' | 'setting') {
  const put = db.prepare<[string, string]>(
    `INSERT INTO ${table} (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
  )
  const remove = db.prepare<[string]>(`DELETE FROM ${table} WHERE key = ?`)
  const all = db.prepare<[], { key: string; value: string }>(`SELECT key, value FROM ${table} ORDER BY key`)
  return {
    /** What JSON cannot hold (undefined) takes the key away. */
    put(key: string, value: unknown): void {
      const text = JSON.stringify(value) as string | undefined
      if (text === undefined) remove.run(key)
      else put.run(key, text)
    },
    all: (): Record<string, unknown> =>
      Object.fromEntries(all.all().map(({ key, value }) => [key, JSON.parse(value) as unknown])),
  }
}
