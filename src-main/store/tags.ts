import type { Database } from 'better-sqlite3'

export function tagTable(db: Database) {
  const add = db.prepare<[string, string]>('INSERT INTO tag (run, name) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const remove = db.prepare<[string, string]>('DELETE FROM tag WHERE run = ? AND name = ?')
  const ofRun = db.prepare<[string], string>('SELECT name FROM tag WHERE run = ? ORDER BY name').pluck()
  const all = db.prepare<[], { run: string; name: string }>('SELECT run, name FROM tag ORDER BY run, name')
  return {
    add: (run: string, name: string): void => {
      add.run(run, name)
    },
    remove: (run: string, name: string): void => {
      remove.run(run, name)
    },
    /** By name. */
    ofRun: (run: string): string[] => ofRun.all(run),
    all: (): Map<string, string[]> =>
      new Map(
        [...Map.groupBy(all.iterate(), ({ run }) => run)].map(([run, rows]) => [run, rows.map(({ name }) => name)]),
      ),
  }
}
