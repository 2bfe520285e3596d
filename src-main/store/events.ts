import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../contract/runs.ts'

type Row = Omit<RunEvent, 'blocks'> & { readonly data: string | null }

export function eventTable(db: Database) {
  const insert = db.prepare<[Row]>(
    'INSERT INTO event (run, step, kind, message, data, at) VALUES ($run, $step, $kind, $message, $data, $at)',
  )
  const ofRun = db.prepare<[string], Row>(
    'SELECT run, step, kind, message, data, at FROM event WHERE run = ? ORDER BY id',
  )
  const has = db.prepare<[string, RunEvent['kind'], number], { id: number }>(
    'SELECT id FROM event WHERE run = ? AND kind = ? AND step = ?',
  )
  const hasKind = db.prepare<[string, RunEvent['kind']], { id: number }>(
    'SELECT id FROM event WHERE run = ? AND kind = ? LIMIT 1',
  )
  const forget = db.prepare<[string, RunEvent['kind'], number]>(
    'DELETE FROM event WHERE run = ? AND kind = ? AND step > ?',
  )
  return {
    insert: ({ blocks, ...event }: RunEvent): void => {
      insert.run({ ...event, data: blocks ? JSON.stringify({ blocks }) : null })
    },
    ofRun: (run: string): RunEvent[] =>
      ofRun
        .all(run)
        .map(({ data, ...event }) =>
          data === null ? event : { ...event, ...(JSON.parse(data) as Pick<RunEvent, 'blocks'>) },
        ),
    /** Removes the events of these kinds after this step. */
    forgetAfter: (run: string, kinds: readonly RunEvent['kind'][], step: number): void => {
      for (const kind of kinds) forget.run(run, kind, step)
    },
    /** Whether an event of this kind stands at any step. */
    hasKind: (run: string, kind: RunEvent['kind']): boolean => hasKind.get(run, kind) !== undefined,
    /** Whether an event of this kind stands at this step. */
    has: (run: string, kind: RunEvent['kind'], step: number): boolean => has.get(run, kind, step) !== undefined,
  }
}
