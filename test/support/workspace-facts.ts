import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** What a run came to, less what depends on the clock. */
export interface RunFacts {
  readonly name: string
  readonly state: string
  readonly step: number
  /** SHA-256 of the file by kind of checkpoint. */
  readonly checkpoints: Readonly<Record<string, string>>
  /** How many points its metrics have, and a hash of all of them, bit by bit. */
  readonly points: number
  readonly metrics: string
  /** By condition: counts and mean loss, and a hash of the predictions of all images, bit by bit. */
  readonly evaluations: Readonly<Record<string, string>>
}

const ofTheClock = "name NOT IN ('images-per-second', 'data-wait-share')"

/** The runs of a workspace, by name. */
export function readFacts(workspace: string): RunFacts[] {
  const db = new Sqlite(join(workspace, 'store', 'adversarium.db'), { readonly: true })
  const all = <T>(sql: string, key: unknown): T[] => db.prepare<unknown[], T>(sql).all(key)
  try {
    return db
      .prepare<[], { id: string; name: string; state: string; step: number }>('SELECT * FROM run ORDER BY name')
      .all()
      .map(({ id, name, state, step }) => {
        const points = all(`SELECT name, step, epoch, value FROM metric WHERE run = ? AND ${ofTheClock}`, id)
        const kept = all<{ kind: string; sha256: string }>(
          'SELECT kind, sha256 FROM checkpoint WHERE run = ? AND replaced_at IS NULL',
          id,
        )
        const evaluations = all<{ id: number; condition: string; n: number; correct: number; mean_loss: number }>(
          'SELECT * FROM evaluation WHERE run = ? ORDER BY condition',
          id,
        )
        return {
          ...{ name, state, step, points: points.length, metrics: hash(points) },
          checkpoints: Object.fromEntries(kept.map(({ kind, sha256 }) => [kind, sha256])),
          evaluations: Object.fromEntries(
            evaluations.map(({ id: evaluation, condition, n, correct, mean_loss: loss }) => {
              const rows = all(
                `SELECT image, truth, predicted, confidence, margin, loss, top5_rank, hex(top5) AS top5
                 FROM prediction WHERE evaluation = ? ORDER BY image`,
                evaluation,
              )
              return [condition, `${correct} of ${n}, loss ${loss}, ${rows.length} predictions ${hash(rows)}`]
            }),
          ),
        }
      })
  } finally {
    db.close()
  }
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
