import type { Database } from 'better-sqlite3'
import { Calibration, canonicalMethod } from '../contract/index.ts'

const clean = canonicalMethod({ id: 'clean', params: {} })

/** How far the probabilities of an evaluation can be trusted; evaluations from before it was measured have no row. */
export function calibrationTable(db: Database) {
  const put = db.prepare<[number, number | null, string]>('REPLACE INTO calibration VALUES (?, ?, ?)')
  const get = db.prepare<[number], string>('SELECT measures FROM calibration WHERE evaluation = ?').pluck()
  const remove = db.prepare<[number]>('DELETE FROM calibration WHERE evaluation = ?')
  const temperature = db
    .prepare<[number, string], number | null>(
      `SELECT temperature FROM evaluation JOIN calibration ON evaluation = id
      WHERE checkpoint = ? AND split = 'validation' AND condition = ? AND state = 'done'`,
    )
    .pluck()

  return {
    /** In place of what it had. */
    put(evaluation: number, calibration: Calibration): void {
      put.run(evaluation, calibration.scaled?.temperature ?? null, JSON.stringify(calibration))
    },
    get(evaluation: number): Calibration | null {
      const text = get.get(evaluation)
      return text === undefined ? null : Calibration.parse(JSON.parse(text))
    },
    remove(evaluation: number): void {
      remove.run(evaluation)
    },
    /** What was fitted to a checkpoint's clean validation images; null where these were not evaluated. */
    temperatureOf: (checkpoint: number): number | null => temperature.get(checkpoint, clean) ?? null,
  }
}
