import type { Database } from 'better-sqlite3'
import type { EngineStatus } from '../contract/system.ts'

type Lane = EngineStatus['lane']
export type JobState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed' | 'crashed' | 'interrupted'

export interface StoredJob {
  readonly id: number
  readonly lane: Lane
  readonly kind: 'train' | 'evaluate'
  readonly run: string
  readonly evaluation: number | null
  readonly state: JobState
  /** Higher goes first. */
  readonly priority: number
}

const columns = 'job.id, job.lane, job.kind, job.run, job.evaluation, job.state, job.priority'

/** An evaluation without checkpoint waits for its run; everything else goes by priority, then by position. */
export const nextSql = `
  SELECT ${columns} FROM job LEFT JOIN evaluation ON evaluation.id = job.evaluation
  WHERE job.lane = ? AND job.state = 'queued' AND (job.kind = 'train' OR evaluation.checkpoint IS NOT NULL)
  ORDER BY job.priority DESC, job.position LIMIT 1`

/**
 * The queue. Its order is `priority`, then `position`, which only rises: new work and what is moved behind it go to the end
 * of their priority. A new job has the priority of what its run has in the queue.
 */
export function jobTable(db: Database) {
  const insert = db.prepare(`
    INSERT INTO job (lane, kind, run, evaluation, position, state, created_at, priority)
    VALUES ($lane, $kind, $run, $evaluation, (SELECT coalesce(max(position), 0) + 1 FROM job), 'queued', $at,
      coalesce((SELECT priority FROM job WHERE run = $run AND state IN ('queued', 'running') ORDER BY id LIMIT 1), 0))`)
  const next = db.prepare<[Lane], StoredJob>(nextSql)
  const setState = db.prepare(`
    UPDATE job SET state = $state, reason = $reason,
      started_at = CASE WHEN $state = 'running' THEN $at ELSE started_at END,
      finished_at = CASE WHEN $state IN ('queued', 'running') THEN NULL ELSE max($at, coalesce(started_at, $at)) END
    WHERE id = $id`)
  const ofRun = db.prepare<[string, JobState], StoredJob>(
    `SELECT ${columns} FROM job WHERE run = ? AND state = ? ORDER BY position`,
  )
  const running = db.prepare<[Lane], StoredJob>(
    `SELECT ${columns} FROM job WHERE lane = ? AND state = 'running' ORDER BY position`,
  )
  const queued = db.prepare<[Lane], StoredJob>(
    `SELECT ${columns} FROM job WHERE lane = ? AND state = 'queued' ORDER BY priority DESC, position`,
  )
  const get = db.prepare<[number], StoredJob>(`SELECT ${columns} FROM job WHERE id = ?`)
  const putLast = db.prepare<[number]>('UPDATE job SET position = (SELECT max(position) + 1 FROM job) WHERE id = ?')
  const setPriority = db.prepare<[number, number]>('UPDATE job SET priority = ? WHERE id = ?')
  const startedAt = db.prepare<[number], number | null>('SELECT started_at FROM job WHERE id = ?').pluck()
  const doneAt = db
    .prepare<[number], number | null>("SELECT max(finished_at) FROM job WHERE evaluation = ? AND state = 'done'")
    .pluck()
  const trainedMs = db
    .prepare<[{ experiment: string; at: number }], number>(
      `SELECT coalesce(sum(max(0, coalesce(job.finished_at, $at) - job.started_at)), 0) FROM run JOIN job ON job.run = run.id
       WHERE run.experiment = $experiment AND job.kind = 'train' AND job.started_at IS NOT NULL`,
    )
    .pluck()
  const countQueued = db.prepare<[], number>("SELECT count(*) FROM job WHERE state = 'queued'").pluck()

  let revision = 0

  return {
    /** Rises with every change, so that one can tell whether there is news to announce. */
    get revision(): number {
      return revision
    },
    queue: (job: { lane: Lane; kind: StoredJob['kind']; run: string; evaluation: number | null; at: number }): void => {
      revision++
      insert.run(job)
    },
    get: (id: number): StoredJob | undefined => get.get(id),
    /** Those that wait, in their order. */
    queued: (lane: Lane): StoredJob[] => queued.all(lane),
    /** Gives the queued jobs of a lane this order. */
    reorder: (ids: readonly number[]): void => {
      revision++
      for (const id of ids) putLast.run(id)
    },
    setPriority: (id: number, priority: number): void => {
      revision++
      setPriority.run(priority, id)
    },
    /** The first job of the lane that can start now. */
    next: (lane: Lane): StoredJob | undefined => next.get(lane),
    setState: (id: number, state: JobState, reason: string | null, at: number): void => {
      revision++
      setState.run({ id, state, reason, at })
    },
    ofRun: (run: string, state: JobState): StoredJob[] => ofRun.all(run, state),
    /** Those that an engine should be working on. */
    running: (lane: Lane): StoredJob[] => running.all(lane),
    startedAt: (id: number): number | null => startedAt.get(id) ?? null,
    /** When an evaluation was last brought to its end; null where no job is known that did. */
    doneAt: (evaluation: number): number | null => doneAt.get(evaluation) ?? null,
    /** What all trainings of an experiment took until `at`. */
    trainedMs: (experiment: string, at: number): number => trainedMs.get({ experiment, at }) ?? 0,
    countQueued: (): number => countQueued.get() as number,
  }
}
