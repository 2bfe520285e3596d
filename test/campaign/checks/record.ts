import Sqlite, { type Database } from 'better-sqlite3'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../../src-main/contract/parse-json.ts'
import { logFiles } from '../../../src-main/host/log.ts'
import type { Finding } from '../finding.ts'
import { timings, type Ledger } from '../ledger.ts'
import { databaseOf } from '../place.ts'
import { ofTraining } from './digest.ts'

/**
 * Whether the database holds all that was announced, once, without gaps, and says nothing that is not so. `engineHits`:
 * how often an engine was killed from outside.
 */
export function checkRecord(workspace: string, ledger: Ledger, engineHits = 0): Finding[] {
  const db = new Sqlite(databaseOf(workspace), { readonly: true })
  try {
    return [
      ...checkDatabase(db),
      ...checkPoints(db, ledger),
      ...checkAnnounced(db, ledger),
      ...checkSequences(db),
      ...checkEnds(db),
      ...checkJobs(db, engineHits),
      ...checkTurns(db),
      ...checkLog(workspace),
    ]
  } finally {
    db.close()
  }
}

function checkDatabase(db: Database): Finding[] {
  const integrity = db.pragma('integrity_check') as { integrity_check: string }[]
  const foreign = db.pragma('foreign_key_check') as unknown[]
  const said = integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok')
  return [...said, ...foreign.map((row) => `a row names another that is gone: ${JSON.stringify(row)}`)].map(
    (message) => ({ fault: 'unexplained', message }),
  )
}

function checkPoints(db: Database, { points, contradictions }: Ledger): Finding[] {
  const series = db.prepare<[string], { name: string; step: number; value: number }>(
    'SELECT name, step, value FROM metric WHERE run = ?',
  )
  const twice = db.prepare<[], { run: string; name: string; step: number }>(
    'SELECT run, name, step FROM metric GROUP BY run, name, step HAVING count(*) > 1',
  )
  const lost = [...points].flatMap(([run, announced]) => {
    const stored = new Map(series.all(run).map(({ name, step, value }) => [`${name} ${step}`, value]))
    return [...announced].flatMap(([key, value]): Finding[] => {
      const now = stored.get(key)
      if (now === undefined) return [{ fault: 'lost', message: `${key} of ${run} was announced and is gone` }]
      const isSame = now === value || timings.has(key.split(' ')[0] ?? '')
      return isSame ? [] : [{ fault: 'inexact', message: `${key} of ${run} was announced as ${value} and is ${now}` }]
    })
  })
  return [
    ...lost,
    ...contradictions.map((message): Finding => ({ fault: 'inexact', message })),
    ...twice
      .all()
      .map(({ run, name, step }): Finding => ({ fault: 'duplicate', message: `${name} ${step} of ${run}` })),
  ]
}

function checkAnnounced(
  db: Database,
  { events, doneRuns, doneEvaluations, datasets, weights, exports }: Ledger,
): Finding[] {
  const has = (sql: string, ...values: readonly unknown[]): boolean => db.prepare(sql).get(...values) !== undefined
  const lost = (isThere: boolean, what: string): Finding[] =>
    isThere ? [] : [{ fault: 'lost', message: `${what} was announced and is gone` }]
  const step = db.prepare<[string], number>('SELECT step FROM run WHERE id = ?').pluck()
  // A run that goes on before what it told forgets that, and tells it when it comes there again.
  const stepOf = (run: string): number => step.get(run) ?? 0
  const ofRun = (run: string): boolean => has('SELECT 1 FROM run WHERE id = ?', run)
  return [
    ...events
      .filter(({ run, kind, step }) => ofRun(run) && !(ofTraining.includes(kind) && step > stepOf(run)))
      .flatMap(({ run, kind, step, message }) =>
        lost(
          has('SELECT 1 FROM event WHERE run = ? AND kind = ? AND step = ? AND message = ?', run, kind, step, message),
          `the event "${message}" of ${run}`,
        ),
      ),
    ...[...doneRuns]
      .filter(ofRun)
      .flatMap((run) => lost(has("SELECT 1 FROM run WHERE id = ? AND state = 'done'", run), `the end of ${run}`)),
    ...[...doneEvaluations.values()]
      .filter(({ run }) => ofRun(run))
      .flatMap(({ id, correct }) =>
        lost(
          has("SELECT 1 FROM evaluation WHERE id = ? AND state = 'done' AND correct = ?", Number(id), correct),
          `evaluation ${id}`,
        ),
      ),
    ...[...datasets].flatMap((id) => lost(has('SELECT 1 FROM dataset WHERE id = ?', id), `the dataset ${id}`)),
    ...[...weights].flatMap((id) => lost(has('SELECT 1 FROM weights WHERE id = ?', id), `the weights ${id}`)),
    ...[...exports].flatMap((path) => lost(existsSync(path), path)),
  ]
}

/** The loss of every step from the first to the last, and what happened in training told once. */
function checkSequences(db: Database): Finding[] {
  const gaps = db
    .prepare<[], { run: string; count: number; first: number; last: number }>(
      `SELECT run, count(*) AS count, min(step) AS first, max(step) AS last FROM metric
       WHERE name = 'loss' AND run NOT IN (SELECT run FROM origin) GROUP BY run`,
    )
    .all()
    .filter(({ count, first, last }) => first !== 1 || last !== count)
  const twice = db
    .prepare<[string], { run: string; kind: string; step: number; message: string }>(
      `SELECT run, kind, step, message FROM event WHERE kind IN (SELECT value FROM json_each(?))
       GROUP BY run, kind, step, message HAVING count(*) > 1`,
    )
    .all(JSON.stringify(ofTraining))
  return [
    ...gaps.map(({ run, count, first, last }): Finding => ({
      fault: 'lost',
      message: `the losses of ${run} have gaps: ${count} points from step ${first} to ${last}`,
    })),
    ...twice.map(({ run, kind, step, message }): Finding => ({
      fault: 'duplicate',
      message: `${kind} at step ${step} of ${run} is told twice: ${message}`,
    })),
  ]
}

/** With no program at work nothing runs, and what ended early says why. */
function checkEnds(db: Database): Finding[] {
  const running = db
    .prepare<[], string>(
      `SELECT 'run ' || name || ' is ' || state FROM run WHERE state IN ('preparing', 'running')
       UNION ALL SELECT 'evaluation ' || id || ' is running' FROM evaluation WHERE state = 'running'
       UNION ALL SELECT 'job ' || id || ' is running' FROM job WHERE state = 'running'`,
    )
    .pluck()
    .all()
  const silent = db
    .prepare<[], string>(
      `SELECT name || ' is ' || state || ' and does not say why' FROM run
       WHERE state NOT IN ('queued', 'preparing', 'running', 'done') AND coalesce(reason, '') = ''`,
    )
    .pluck()
    .all()
  return [...running, ...silent].map((message) => ({ fault: 'unexplained', message }))
}

/** No job fails, and an engine that crashes was killed. */
function checkJobs(db: Database, engineHits: number): Finding[] {
  const reasons = (state: string): string[] =>
    db
      .prepare<[string], string>(
        "SELECT kind || ' of ' || run || ': ' || coalesce(reason, '') FROM job WHERE state = ?",
      )
      .pluck()
      .all(state)
  const crashed = reasons('crashed')
  return [...reasons('failed'), ...(crashed.length > engineHits ? crashed : [])].map((message) => ({
    fault: 'unexplained',
    message: `a job ended that nobody disturbed: ${message}`,
  }))
}

/** Trainings began in the order of the queue; one that is resumed takes a new place in it. */
function checkTurns(db: Database): Finding[] {
  const places = db
    .prepare<[], number>(
      "SELECT position FROM job WHERE kind = 'train' AND started_at IS NOT NULL ORDER BY started_at, position",
    )
    .pluck()
    .all()
  const isInOrder = places.every((place, i) => place >= (places[i - 1] ?? place))
  return isInOrder ? [] : [{ fault: 'unexplained', message: `trainings began in the order ${places.join()}` }]
}

/** A host writes an error into its log where something went wrong that should not. */
function checkLog(workspace: string): Finding[] {
  return logFiles(join(workspace, 'logs'))
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => (parseJson(line) as { level?: unknown } | null)?.level === 'error')
    .map((line) => ({ fault: 'unexplained', message: `the log says ${line.slice(0, 400)}` }))
}
