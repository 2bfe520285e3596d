import type { Database } from 'better-sqlite3'
import type { Checkpoint, SingleKind } from '../contract/runs.ts'

const columns = 'id, run, kind, step, epoch, path, bytes, sha256, created_at AS createdAt'

/** What a run has on disk. */
export interface CheckpointSummary {
  readonly bytes: number
  readonly hasLast: boolean
}

const summarySql = (where: string): string => `
  SELECT run, max(kind = 'last') AS hasLast, sum(bytes) AS bytes
  FROM checkpoint INDEXED BY checkpoint_of_run WHERE ${where} replaced_at IS NULL GROUP BY run`
/** Of all runs: the kept files, however many were replaced. */
export const checkpointSummariesSql = summarySql('')

interface SummaryRow {
  run: string
  hasLast: 0 | 1
  bytes: number
}

export function checkpointTable(db: Database) {
  const replace = db
    .prepare<[Omit<Checkpoint, 'id'>], string>(
      `
      UPDATE checkpoint SET replaced_at = $createdAt
      WHERE run = $run AND kind = $kind AND (kind <> 'epoch' OR step = $step) AND replaced_at IS NULL RETURNING path`,
    )
    .pluck()
  // Whatever refers to one goes on doing so.
  const forget = db.prepare<[string]>(`
    DELETE FROM checkpoint WHERE run = ? AND replaced_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM evaluation WHERE evaluation.checkpoint = checkpoint.id)`)
  const insert = db.prepare<[Omit<Checkpoint, 'id'>], Checkpoint>(`
    INSERT INTO checkpoint (run, kind, step, epoch, path, bytes, sha256, created_at)
    VALUES ($run, $kind, $step, $epoch, $path, $bytes, $sha256, $createdAt)
    ON CONFLICT (run, kind, step) DO UPDATE SET epoch = $epoch, path = $path, bytes = $bytes, sha256 = $sha256,
      created_at = $createdAt, replaced_at = NULL
    RETURNING ${columns}`)
  const get = db.prepare<[number], Checkpoint>(`SELECT ${columns} FROM checkpoint WHERE id = ?`)
  const kept = db.prepare<[string], Checkpoint>(
    `SELECT ${columns} FROM checkpoint WHERE run = ? AND replaced_at IS NULL ORDER BY kind = 'last' DESC, step, kind`,
  )
  const keptOfKind = db.prepare<[string, SingleKind], Checkpoint>(
    `SELECT ${columns} FROM checkpoint WHERE run = ? AND kind = ? AND replaced_at IS NULL`,
  )
  const summaries = db.prepare<[], SummaryRow>(checkpointSummariesSql)
  const summary = db.prepare<[string], SummaryRow>(summarySql('run = ? AND'))
  const describe = ({ bytes, hasLast }: SummaryRow): CheckpointSummary => ({ bytes, hasLast: hasLast === 1 })
  return {
    /**
     * Records a file that is already on disk; it takes the place of the run's earlier one of this kind, but for those of
     * every so many epochs. Returns also the paths of files that nothing keeps any more.
     */
    record(checkpoint: Omit<Checkpoint, 'id'>): { checkpoint: Checkpoint; replaced: string[] } {
      const replaced = replace.all(checkpoint).filter((path) => path !== checkpoint.path)
      // The new row comes before older ones go: a number that a client has seen must never mean another checkpoint.
      const recorded = insert.get(checkpoint) as Checkpoint
      forget.run(checkpoint.run)
      return { checkpoint: recorded, replaced }
    },
    get: (id: number): Checkpoint | undefined => get.get(id),
    /** Those that are on disk: `last`, then the others by step. */
    kept: (run: string): Checkpoint[] => kept.all(run),
    summary: (run: string): CheckpointSummary => {
      const row = summary.get(run)
      return row ? describe(row) : { bytes: 0, hasLast: false }
    },
    /** By run; those that have no checkpoint are missing. */
    summaries: (): Map<string, CheckpointSummary> => new Map(summaries.all().map((row) => [row.run, describe(row)])),
    keptOfKind: (run: string, kind: SingleKind): Checkpoint | undefined => keptOfKind.get(run, kind),
  }
}
