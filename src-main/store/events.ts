import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../contract/runs.ts'

export function eventTable(db: Database) {
  const insert = db.prepare<[RunEvent]>(
    'INSERT INTO event (run, step, kind, message, at) VALUES ($run, $step, $kind, $message, $at)',
  )
  const ofRun = db.prepare<[string], RunEvent>(
    'SELECT run, step, kind, message, at FROM event WHERE run = ? ORDER BY id',
  )
  return {
    insert: (event: RunEvent): void => {
      insert.run(event)
    },
    ofRun: (run: string): RunEvent[] => ofRun.all(run),
  }
}
