import type { Database } from 'better-sqlite3'
import {
  canonicalMethod,
  type CheckOutcome,
  type Evaluation,
  type MethodChoice,
  type Split,
} from '../contract/index.ts'

type State = Evaluation['state']

const select = `
  SELECT *, (SELECT json_group_array(json_object('id', "check", 'verdict', verdict, 'reason', reason))
    FROM robustness_check WHERE evaluation = evaluation.id) AS checks
  FROM evaluation`

interface Row {
  id: number
  run: string
  checkpoint: number | null
  split: Split
  condition: string
  state: State
  reason: string | null
  n: number
  correct: number | null
  correct_top5: number | null
  mean_loss: number | null
  seconds: number | null
  created_at: number
  begun: number
  checks: string
}

/** An evaluation with its number; the condition carries all parameters, so that equal ones are equal text. */
export type StoredEvaluation = Omit<Evaluation, 'id' | 'checks'> & {
  readonly id: number
  readonly checks: readonly CheckOutcome[]
  /** Images that were predicted before it was ended early, whose rows still stand. */
  readonly begun: number
}

export interface NewEvaluation {
  readonly run: string
  readonly checkpoint: number | null
  readonly split: Split
  readonly condition: MethodChoice
  readonly n: number
  readonly createdAt: number
}

export interface Outcome {
  readonly n: number
  readonly correct: number
  readonly correctTop5: number
  readonly meanLoss: number | null
  readonly seconds: number
}

/** `onInsert` hears the number of every new evaluation, which may be that of one that was removed. */
export function evaluationTable(db: Database, onInsert: (id: number) => void) {
  const insert = db.prepare<[unknown], { id: number }>(`
    INSERT INTO evaluation (run, checkpoint, split, condition, state, n, created_at)
    VALUES ($run, $checkpoint, $split, $condition, 'queued', $n, $createdAt) RETURNING id`)
  const get = db.prepare<[number], Row>(`${select} WHERE id = ?`)
  const find = db.prepare<[number, Split, string], Row>(
    `${select} WHERE checkpoint = ? AND split = ? AND condition = ?`,
  )
  const findWaiting = db.prepare<[string, Split, string], Row>(
    `${select} WHERE run = ? AND checkpoint IS NULL AND split = ? AND condition = ?`,
  )
  const list = db.prepare<[], Row>(`${select} ORDER BY id`)
  const ofRun = db.prepare<[string], Row>(`${select} WHERE run = ? ORDER BY id`)
  const conditions = db.prepare<[], Pick<Row, 'condition'>>('SELECT DISTINCT condition FROM evaluation')
  // One that a checkpoint has in both forms stays in the old one.
  const rewrite = db.prepare<[string, string]>('UPDATE OR IGNORE evaluation SET condition = ? WHERE condition = ?')
  const setState = db.prepare<[State, string | null, number]>(
    'UPDATE evaluation SET state = ?, reason = ? WHERE id = ?',
  )
  const setCheckpoint = db.prepare<[number, number]>('UPDATE evaluation SET checkpoint = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM evaluation WHERE id = ?')
  const finish = db.prepare(`
    UPDATE evaluation SET state = 'done', reason = NULL, n = $n, correct = $correct, correct_top5 = $correctTop5,
      mean_loss = $meanLoss, seconds = $seconds, begun = 0 WHERE id = $id`)
  // Of another number of images, the first ones are others.
  const askAnew = db.prepare(`
    UPDATE evaluation SET state = 'queued', reason = NULL, n = $n, correct = NULL, correct_top5 = NULL,
      mean_loss = NULL, seconds = NULL, begun = CASE WHEN n = $n THEN begun ELSE 0 END WHERE id = $id`)
  const setBegun = db.prepare<[number, number]>('UPDATE evaluation SET begun = ? WHERE id = ?')
  const putCheck = db.prepare(`
    INSERT INTO robustness_check (evaluation, "check", verdict, reason) VALUES ($evaluation, $id, $verdict, $reason)`)
  const clearChecks = db.prepare<[number]>('DELETE FROM robustness_check WHERE evaluation = ?')

  return {
    insert({ condition, ...rest }: NewEvaluation): StoredEvaluation {
      const { id } = insert.get({ ...rest, condition: canonicalMethod(condition) }) as { id: number }
      onInsert(id)
      return fromRow(get.get(id) as Row)
    },
    get: (id: number): StoredEvaluation | undefined => optional(get.get(id)),
    find: (checkpoint: number, split: Split, condition: MethodChoice): StoredEvaluation | undefined =>
      optional(find.get(checkpoint, split, canonicalMethod(condition))),
    /** The one that waits for its run to end. */
    findWaiting: (run: string, split: Split, condition: MethodChoice): StoredEvaluation | undefined =>
      optional(findWaiting.get(run, split, canonicalMethod(condition))),
    /** In the order in which they were asked for. */
    list: (): StoredEvaluation[] => list.all().map(fromRow),
    ofRun: (run: string): StoredEvaluation[] => ofRun.all(run).map(fromRow),
    /** Each condition once. */
    conditions: (): MethodChoice[] => conditions.all().map(({ condition }) => JSON.parse(condition) as MethodChoice),
    /** Evaluations under `from` are those under `to` from now on: the same condition, written in another way. */
    rewriteCondition: (from: MethodChoice, to: MethodChoice): void => {
      rewrite.run(canonicalMethod(to), canonicalMethod(from))
    },
    setState: (id: number, state: State, reason: string | null): void => {
      setState.run(state, reason, id)
    },
    setCheckpoint: (id: number, checkpoint: number): void => {
      setCheckpoint.run(checkpoint, id)
    },
    /** It is to be of so many images, and waits for its turn; what it came to before does not count any more. */
    askAnew(id: number, n: number): StoredEvaluation {
      askAnew.run({ id, n })
      clearChecks.run(id)
      return fromRow(get.get(id) as Row)
    },
    /** So many of its images are done, where it goes on. */
    setBegun: (id: number, begun: number): void => {
      setBegun.run(begun, id)
    },
    /** In place of those that it had. */
    putChecks(evaluation: number, checks: readonly CheckOutcome[]): void {
      clearChecks.run(evaluation)
      for (const { id, verdict, reason } of checks) putCheck.run({ evaluation, id, verdict, reason })
    },
    remove: (id: number): void => {
      remove.run(id)
    },
    finish: (id: number, outcome: Outcome): void => {
      finish.run({ id, ...outcome })
    },
  }
}

const optional = (row: Row | undefined): StoredEvaluation | undefined => row && fromRow(row)

function fromRow(row: Row): StoredEvaluation {
  return {
    id: row.id,
    run: row.run,
    checkpoint: row.checkpoint,
    split: row.split,
    condition: JSON.parse(row.condition) as MethodChoice,
    state: row.state,
    reason: row.reason,
    n: row.n,
    correct: row.correct,
    correctTop5: row.correct_top5,
    meanLoss: row.mean_loss,
    seconds: row.seconds,
    checks: JSON.parse(row.checks) as CheckOutcome[],
    begun: row.begun,
    createdAt: row.created_at,
  }
}
