import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { readAny } from '../../../src-main/host/weights/read/read-any.ts'
import { timings } from '../ledger.ts'
import { databaseOf } from '../place.ts'

/** What a workspace holds, by names that are the same in every workspace: values of equal names have to be equal. */
export type Digest = ReadonlyMap<string, string>

/** Kinds of events that a run tells of its training; the others tell of its processes. */
export const ofTraining: readonly string[] = [
  ...['unfreezing', 'rate-drop', 'early-stop', 'checkpoint'],
  ...['catastrophic-overfitting', 'robust-overfitting'],
]

/** Ids, times and what measures the machine are left out. */
export async function digestOf(workspace: string): Promise<Digest> {
  const db = new Sqlite(databaseOf(workspace), { readonly: true })
  try {
    return new Map([
      ...digestRuns(db, workspace),
      ...digestEvaluations(db),
      ...digestMaps(db),
      ...(await digestExports(workspace)),
      ...db
        .prepare<[], [string, string]>('SELECT id, fingerprint FROM dataset ORDER BY id')
        .raw()
        .all()
        .map(([id, fingerprint]) => [`dataset ${id}`, fingerprint] as const),
      ...digestFiles(workspace, 'datasets', { leaveOut: 'dataset.json' }),
      ...digestFiles(workspace, 'weights'),
    ])
  } finally {
    db.close()
  }
}

/** What differs, in words. */
export function compareDigests(got: Digest, expected: Digest): string[] {
  const names = [...new Set([...expected.keys(), ...got.keys()])]
  return names
    .filter((name) => got.get(name) !== expected.get(name))
    .map((name) => `${name}: got ${got.get(name) ?? 'nothing'}, expected ${expected.get(name) ?? 'nothing'}`)
}

interface RunRow {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly step: number
  readonly epoch: number
}

/** The newest run of each name: one that ended before its first checkpoint was launched again. */
const newestSql =
  'SELECT id, name, state, step, epoch FROM run WHERE number IN (SELECT max(number) FROM run GROUP BY name)'

function digestRuns(db: Database, workspace: string): [string, string][] {
  return db
    .prepare<[], RunRow>(newestSql)
    .all()
    .flatMap(({ id, name, state, step, epoch }) => {
      const rows = (sql: string): unknown[][] => db.prepare<[string], unknown[]>(sql).raw().all(id)
      const points = rows('SELECT name, step, epoch, value FROM metric WHERE run = ? ORDER BY name, step')
      const series = Map.groupBy(points, ([metric]) => String(metric))
      const events = rows('SELECT kind, step, message, data FROM event WHERE run = ? ORDER BY step, kind, id')
      const kept = rows('SELECT kind, step, epoch, path FROM checkpoint WHERE run = ? AND replaced_at IS NULL')
      return [
        [`run ${name}`, `${state} at step ${step}, epoch ${epoch}`],
        ...[...series].flatMap(([metric, values]): [string, string][] =>
          timings.has(metric) ? [] : [[`${metric} of ${name}`, `${values.length} points ${hash(values)}`]],
        ),
        [`events of ${name}`, JSON.stringify(events.filter(([kind]) => ofTraining.includes(String(kind))))],
        ...kept.map(([kind, at, after, path]): [string, string] => [
          `checkpoint ${kind} at step ${at} of ${name}`,
          `epoch ${after}, ${hashFile(join(workspace, String(path)))}`,
        ]),
      ]
    })
}

function digestEvaluations(db: Database): [string, string][] {
  const rows = db
    .prepare<[], { id: number; run: string; rest: string }>(
      `SELECT evaluation.id, run.name || ', ' || split || ', ' || condition AS run,
         evaluation.state || ' ' || json_array(n, correct, correct_top5, mean_loss) AS rest
       FROM evaluation JOIN run ON run.id = evaluation.run WHERE run IN (SELECT id FROM (${newestSql}))`,
    )
    .all()
  const predictions = db
    .prepare<[number], unknown[]>(
      'SELECT image, truth, predicted, confidence, margin, loss, hex(top5) FROM prediction WHERE evaluation = ? ORDER BY image',
    )
    .raw()
  return rows.map(({ id, run, rest }) => [`evaluation of ${run}`, `${rest} ${hash(predictions.all(id))}`])
}

function digestMaps(db: Database): [string, string][] {
  const seen = db.prepare<[], [number, number, string]>('SELECT evaluation, image, sha256 FROM seen_image').raw().all()
  const maps = db
    .prepare<[], [string, string]>(
      'SELECT json_array(evaluation, image, input, method, class, against), sha256 FROM explanation',
    )
    .raw()
    .all()
  return [
    ...seen.map(([evaluation, image, sha]): [string, string] => [`seen image ${image} of ${evaluation}`, sha]),
    ...maps.map(([key, sha]): [string, string] => [`map ${key}`, sha]),
  ]
}

/** HDF5 holds times: such files are read, one after another as their reader asks for, and their values count. */
async function digestExports(workspace: string): Promise<[string, string][]> {
  const digest: [string, string][] = []
  for (const [path, sha] of digestFiles(workspace, 'exports')) {
    digest.push([path, path.endsWith('.h5') ? await hashWeights(join(workspace, path)) : sha])
  }
  return digest
}

let reading: Promise<unknown> = Promise.resolve()

/** Of all values of a weight file. Rounds go on beside one another, and the reader holds one file at a time. */
function hashWeights(path: string): Promise<string> {
  const own = reading
    .then(() => readAny(path))
    .then(({ format, layers }) =>
      hash([
        format,
        layers.map(({ name, tensors }) => [name, tensors.map((each) => [each.name, each.shape, [...each.values]])]),
      ]),
    )
  reading = own.catch(() => undefined)
  return own
}

function digestFiles(workspace: string, folder: string, { leaveOut = '' } = {}): [string, string][] {
  const root = join(workspace, folder)
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== leaveOut)
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(workspace.length + 1), hashFile(path)])
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

export function hashFile(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'no file'
}
