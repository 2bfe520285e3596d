import type { Database } from 'better-sqlite3'
import type { Checkpoint } from '../contract/runs.ts'

const columns = 'id, run, kind, step, epoch, path, bytes, sha256, created_at AS createdAt'

export function checkpointTable(db: Database) {
  const replace = db.prepare(
    'UPDATE checkpoint SET replaced_at = $createdAt WHERE run = $run AND kind = $kind AND replaced_at IS NULL',
  )
  const insert = db.prepare<[Omit<Checkpoint, 'id'>], Checkpoint>(`
    INSERT INTO checkpoint (run, kind, step, epoch, path, bytes, sha256, created_at)
    VALUES ($run, $kind, $step, $epoch, $path, $bytes, $sha256, $createdAt)
    ON CONFLICT (run, kind, step) DO UPDATE SET epoch = $epoch, path = $path, bytes = $bytes, sha256 = $sha256,
      created_at = $createdAt, replaced_at = NULL
    RETURNING ${columns}`)
  const get = db.prepare<[number], Checkpoint>(`SELECT ${columns} FROM checkpoint WHERE id = ?`)
  const kept = db.prepare<[string], Checkpoint>(
    `SELECT ${columns} FROM checkpoint WHERE run = ? AND replaced_at IS NULL ORDER BY kind DESC`,
  )
  const keptOfKind = db.prepare<[string, Checkpoint['kind']], Checkpoint>(
    `SELECT ${columns} FROM checkpoint WHERE run = ? AND kind = ? AND replaced_at IS NULL`,
  )
  return {
    /** Records a file that is already on disk; it takes the place of the run's earlier one of this kind. */
    record(checkpoint: Omit<Checkpoint, 'id'>): Checkpoint {
      replace.run(checkpoint)
      return insert.get(checkpoint) as Checkpoint
    },
    get: (id: number): Checkpoint | undefined => get.get(id),
    /** Those that are on disk, `last` before `best`. */
    kept: (run: string): Checkpoint[] => kept.all(run),
    keptOfKind: (run: string, kind: Checkpoint['kind']): Checkpoint | undefined => keptOfKind.get(run, kind),
  }
}
