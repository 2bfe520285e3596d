import type { Database } from 'better-sqlite3'
import type { Arrival } from '../contract/runs.ts'

/** Where merged runs come from; a run that was computed here has no row. */
export function arrivalTable(db: Database) {
  const columns = 'machine, program, folder, merged_at AS mergedAt'
  const insert = db.prepare(`
    INSERT INTO arrival (run, machine, program, folder, merged_at)
    VALUES ($run, $machine, $program, $folder, $mergedAt)`)
  const ofRun = db.prepare<[string], Arrival>(`SELECT ${columns} FROM arrival WHERE run = ?`)
  const all = db.prepare<[], Arrival & { run: string }>(`SELECT run, ${columns} FROM arrival`)
  return {
    insert: (run: string, arrival: Arrival): void => {
      insert.run({ run, ...arrival })
    },
    ofRun: (run: string): Arrival | null => ofRun.get(run) ?? null,
    /** By run. */
    all: (): Map<string, Arrival> => new Map(all.all().map(({ run, ...arrival }) => [run, arrival])),
  }
}
