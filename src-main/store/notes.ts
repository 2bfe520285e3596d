import type { Database } from 'better-sqlite3'

export function noteTable(db: Database) {
  const put = db.prepare<[string, string, number]>(`
    INSERT INTO note (run, text, changed_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at`)
  const remove = db.prepare<[string]>('DELETE FROM note WHERE run = ?')
  const ofRun = db.prepare<[string], string>('SELECT text FROM note WHERE run = ?').pluck()
  const all = db.prepare<[], { run: string; text: string }>('SELECT run, text FROM note')
  return {
    /** An empty text is no note. */
    put(run: string, text: string, at: number): void {
      if (text === '') remove.run(run)
      else put.run(run, text, at)
    },
    ofRun: (run: string): string => ofRun.get(run) ?? '',
    all: (): Map<string, string> => new Map(all.all().map(({ run, text }) => [run, text])),
  }
}
