import type { Database } from 'better-sqlite3'
import { columnsOf } from './open-damaged.ts'

/** Rows of a run that come over as they are, but for their own numbers. */
const ofRun = ['event', 'metric', 'metric_summary', 'metric_level', 'checkpoint'] as const
/** Rows that a person may have written here meanwhile: those stay. */
const ofPerson = ['tag', 'note'] as const
const ofEvaluation = ['prediction', 'robustness_check', 'calibration'] as const

/** Tables of which a merge brings rows; datasets and weights by the host, which has their files. */
export const takenTables: readonly string[] = [
  ...['experiment', 'run', 'origin', 'evaluation', 'job', 'arrival', 'imported_run', 'dataset', 'weights'],
  ...ofRun,
  ...ofPerson,
  ...ofEvaluation,
]
/** Tables that a merge leaves: what is computed when it is asked for, belongs to a place, or is not done. */
export const leftTables: readonly string[] = [
  ...['explanation', 'seen_image', 'map_score', 'class_features', 'transfer', 'similarity', 'randomisation_check'],
  ...['preset', 'saved_view', 'preference', 'setting', 'evaluation_plan', 'image_tag', 'trashed_image_tag'],
  ...['corrupted_folder', 'evaluated_part'],
]

/** The database of another workspace beside ours, of the same version. */
export interface Attached {
  /** Whether a run came to the same there as here: steps, last checkpoint and every point of its metrics. */
  isSame(run: string): boolean
  /** Inside of a transaction: the run with all that belongs to it, in the place of a row that waits for it here. */
  take(run: string, dataset: string | null): void
  /** Inside of a transaction: done evaluations of checkpoints that both have, where ours has none. Returns how many. */
  takeEvaluations(run: string): number
  detach(): void
}

/** `onEvaluation` hears the number of every evaluation that comes. */
export function attachedTable(db: Database, onEvaluation: (id: number) => void) {
  return {
    /** `path`: a copy of the other database that nobody writes to. Not inside of a transaction. */
    attach(path: string): Attached {
      db.prepare('ATTACH ? AS theirs').run(path)
      return attachedDatabase(db, onEvaluation)
    },
  }
}

const stepAndHash = `SELECT run.step, checkpoint.sha256 FROM $.run JOIN $.checkpoint ON checkpoint.run = run.id
  WHERE run.id = @run AND checkpoint.kind = 'last' AND replaced_at IS NULL`
const points = 'SELECT name, step, epoch, value FROM $.metric WHERE run = @run'
/** Whether a query finds rows in one database that it does not find in the other. */
const differs = (query: string, [one, other]: readonly [string, string]): string =>
  `SELECT EXISTS (SELECT * FROM (${query.replaceAll('$', one)}) EXCEPT SELECT * FROM (${query.replaceAll('$', other)}))`

function attachedDatabase(db: Database, onEvaluation: (id: number) => void): Attached {
  const directions = [['main', 'theirs'] as const, ['theirs', 'main'] as const]
  const differences = [stepAndHash, points].flatMap((query) =>
    directions.map((direction) => db.prepare<[{ run: string }], 0 | 1>(differs(query, direction)).pluck()),
  )
  return {
    isSame: (run) => differences.every((difference) => difference.get({ run }) === 0),
    take: (run, dataset) => takeRun(db, run, dataset),
    takeEvaluations: (run) => takeEvaluations(db, run, onEvaluation),
    detach: () => void db.exec('DETACH theirs'),
  }
}

function takeRun(db: Database, run: string, dataset: string | null): void {
  const insert = (table: string, key: string, of: string, how: { replaced?: Replaced; or?: string } = {}): void =>
    void db.prepare(copySql(db, table, key, how.replaced, how.or)).run({ key: of, dataset })
  const [experiment] =
    db.prepare<[string], [string]>('SELECT experiment FROM theirs.run WHERE id = ?').raw().get(run) ?? []
  if (experiment === undefined) throw new Error(`The attached database has no run ${run}.`)
  insert('experiment', 'id', experiment, { replaced: { number: null }, or: 'OR IGNORE' })
  const isWaiting = db.prepare('SELECT 1 FROM main.run WHERE id = ?').get(run) !== undefined
  if (isWaiting) fillWaiting(db, run)
  else {
    // What was imported from a log has no images.
    const config = `iif(@dataset IS NULL, config, json_set(config, '$.dataset.imported', @dataset))`
    insert('run', 'id', run, { replaced: { number: null, dataset: '@dataset', config, trashed_at: 'NULL' } })
  }
  for (const table of ofRun) insert(table, 'run', run, { replaced: { id: null } })
  for (const table of ofPerson) insert(table, 'run', run, { or: 'OR IGNORE' })
  // A checkpoint's number there may be that of another here.
  insert('origin', 'run', run, { replaced: { of_checkpoint: `coalesce(${ourCheckpoint('origin.of_checkpoint')}, 0)` } })
  for (const table of ['arrival', 'imported_run']) insert(table, 'run', run)
}

/** The row's number stays, by which it has its place and its colour, and so does what a person wrote about it. */
function fillWaiting(db: Database, run: string): void {
  for (const table of [...ofRun, 'evaluation', 'job']) db.prepare(`DELETE FROM main.${table} WHERE run = ?`).run(run)
  const columns = 'state, reason, step, steps_total, epoch, parameters, started_at, finished_at'
  db.prepare(
    `UPDATE main.run SET (${columns}) = (SELECT ${columns} FROM theirs.run WHERE id = $run) WHERE id = $run`,
  ).run({ run })
}

const ourCheckpoint = (theirs: string): string => `(SELECT ours.id FROM main.checkpoint ours
  JOIN theirs.checkpoint its USING (run, kind, step, sha256) WHERE its.id = ${theirs})`

function takeEvaluations(db: Database, run: string, onEvaluation: (id: number) => void): number {
  const checkpoint = ourCheckpoint('evaluation.checkpoint')
  const done = db
    .prepare<[string], { id: number; ours: number; split: string; condition: string }>(
      `SELECT id, ${checkpoint} AS ours, split, condition FROM theirs.evaluation
       WHERE run = ? AND state = 'done' AND ours IS NOT NULL ORDER BY id`,
    )
    .all(run)
  const known = db.prepare<[number, string, string], { id: number; state: string }>(
    'SELECT id, state FROM main.evaluation WHERE checkpoint = ? AND split = ? AND condition = ?',
  )
  const remove = db.prepare<[number]>('DELETE FROM main.evaluation WHERE id = ?')
  const insert = db
    .prepare<[{ key: number }], number>(
      `${copySql(db, 'evaluation', 'id', { id: null, checkpoint, begun: '0' })} RETURNING id`,
    )
    .pluck()
  let taken = 0
  for (const { id, ours, split, condition } of done) {
    const there = known.get(ours, split, condition)
    if (there && ['done', 'queued', 'running'].includes(there.state)) continue
    if (there) remove.run(there.id)
    const evaluation = insert.get({ key: id }) as number
    for (const table of ofEvaluation) {
      db.prepare(copySql(db, table, 'evaluation', { evaluation: '@evaluation' })).run({ key: id, evaluation })
    }
    takeJob(db, id, evaluation)
    onEvaluation(evaluation)
    taken++
  }
  return taken
}

/** By the end of its job a comparison knows which evaluation is the newest. */
function takeJob(db: Database, theirs: number, evaluation: number): void {
  const newest = db
    .prepare<[number], number | null>(
      "SELECT max(id) FROM theirs.job WHERE evaluation = ? AND state = 'done' AND kind = 'evaluate'",
    )
    .pluck()
    .get(theirs)
  if (newest === null) return
  const position = '(SELECT coalesce(max(position), 0) + 1 FROM main.job)'
  const sql = copySql(db, 'job', 'id', { id: null, position, evaluation: '@evaluation' })
  db.prepare(sql).run({ key: newest, evaluation })
}

/** Expressions in the place of columns; null leaves the column out. */
type Replaced = Readonly<Record<string, string | null>>

/** Copies the rows of a table whose `key` is `@key`, whatever columns it has. */
function copySql(db: Database, table: string, key: string, replaced: Replaced = {}, or = ''): string {
  const columns = columnsOf(db, table).filter(({ name }) => replaced[name] !== null)
  const names = columns.map(({ name }) => `"${name}"`)
  const values = columns.map(({ name }) => replaced[name] ?? `"${name}"`)
  return `INSERT ${or} INTO main."${table}" (${names.join(', ')}) SELECT ${values.join(', ')} FROM theirs."${table}"
    WHERE "${key}" = @key`
}
