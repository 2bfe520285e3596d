import type { Database } from 'better-sqlite3'
import type { Checkpoint } from '../contract/runs.ts'

const columns = 'id, run, kind, step, epoch, path, bytes, sha256, created_at AS createdAt'

/** What a run has on disk. Beside each kept file the one before it stays there too. */
export interface CheckpointSummary {
  readonly bytes: number
  readonly hasLast: boolean
}

const summarySql = (where: string): string => `
  SELECT run, max(kind = 'last') AS hasLast, sum(bytes + coalesce((
    SELECT older.bytes FROM checkpoint older
    WHERE older.run = kept.run AND older.kind = kept.kind AND older.step < kept.step
    ORDER BY older.step DESC LIMIT 1), 0)) AS bytes
  FROM checkpoint kept INDEXED BY checkpoint_kept WHERE ${where} replaced_at IS NULL GROUP BY run`
/** Of all runs: one seek a kept file, however many were replaced. */
export const checkpointSummariesSql = summarySql('')

interface SummaryRow {
  run: string
  hasLast: 0 | 1
  bytes: number
}

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
  const summaries = db.prepare<[], SummaryRow>(checkpointSummariesSql)
  const summary = db.prepare<[string], SummaryRow>(summarySql('run = ? AND'))
  const describe = ({ bytes, hasLast }: SummaryRow): CheckpointSummary => ({ bytes, hasLast: hasLast === 1 })
  return {
    /** Records a file that is already on disk; it takes the place of the run's earlier one of this kind. */
    record(checkpoint: Omit<Checkpoint, 'id'>): Checkpoint {
      replace.run(checkpoint)
      return insert.get(checkpoint) as Checkpoint
    },
    get: (id: number): Checkpoint | undefined => get.get(id),
    /** Those that are on disk, `last` before `best`. */
    kept: (run: string): Checkpoint[] => kept.all(run),
    summary: (run: string): CheckpointSummary => {
      const row = summary.get(run)
      return row ? describe(row) : { bytes: 0, hasLast: false }
    },
    /** By run; those that have no checkpoint are missing. */
    summaries: (): Map<string, CheckpointSummary> => new Map(summaries.all().map((row) => [row.run, describe(row)])),
    keptOfKind: (run: string, kind: Checkpoint['kind']): Checkpoint | undefined => keptOfKind.get(run, kind),
  }
}
