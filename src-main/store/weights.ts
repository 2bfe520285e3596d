import type { Database } from 'better-sqlite3'
import type { RunState } from '../contract/runs.ts'
import type { Weights } from '../contract/weights.ts'
import { trashOf } from './trashed.ts'

interface Row {
  id: string
  title: string
  network: string
  architecture: string
  input_size: number | null
  classes: number | null
  parameters: number
  source: string
  licence: string | null
  sha256: string
  path: string
  bytes: number
  report: string
  created_at: number
}

const columns =
  'id, title, network, architecture, input_size, classes, parameters, source, licence, sha256, path, bytes, report, created_at'

/** `path` is the copy in the workspace, relative to it. */
export type StoredWeights = Weights & { readonly path: string }

export const runsFromWeightsSql = `
  SELECT id, name, state FROM run
  WHERE config ->> '$.initialWeights' = ? AND config ->> '$.initialWeights' IS NOT NULL ORDER BY number`

export function weightsTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO weights (${columns})
    VALUES ($id, $title, $network, $architecture, $input_size, $classes, $parameters, $source, $licence, $sha256, $path, $bytes,
      $report, $created_at)
    ON CONFLICT (id) DO UPDATE SET title = $title, network = $network, architecture = $architecture, input_size = $input_size,
      classes = $classes, parameters = $parameters, source = $source, licence = $licence, path = $path, bytes = $bytes,
      report = $report, trashed_at = NULL`)
  const get = db.prepare<[string], Row>(`SELECT ${columns} FROM weights WHERE id = ? AND trashed_at IS NULL`)
  const withHash = db.prepare<[string], Row>(`SELECT ${columns} FROM weights WHERE sha256 = ?`)
  const list = db.prepare<[], Row>(`SELECT ${columns} FROM weights WHERE trashed_at IS NULL ORDER BY number`)
  const isTaken = db.prepare<[string], 1>('SELECT 1 FROM weights WHERE id = ?').pluck()
  const runs = db.prepare<[string], { id: string; name: string; state: RunState }>(runsFromWeightsSql)

  return {
    ...trashOf(db, 'weights', fromRow, `SELECT ${columns}, trashed_at FROM weights`),
    /** Inserts, or brings the row with this id up to date and out of the trash. */
    put({ architecture, inputSize, report, createdAt, ...rest }: StoredWeights): void {
      put.run({
        ...rest,
        architecture: JSON.stringify(architecture),
        input_size: inputSize,
        report: JSON.stringify(report),
        created_at: createdAt,
      })
    },
    get(id: string): StoredWeights | undefined {
      const row = get.get(id)
      return row && fromRow(row)
    },
    /** Whether there are some, in the trash or not. */
    isTaken: (id: string): boolean => isTaken.get(id) !== undefined,
    /** Those of a file with this SHA-256, in the trash or not. */
    withHash(sha256: string): StoredWeights | undefined {
      const row = withHash.get(sha256)
      return row && fromRow(row)
    },
    list: (): StoredWeights[] => list.all().map(fromRow),
    /** The runs that start from them, oldest first. */
    runsFrom: (id: string): { id: string; name: string; state: RunState }[] => runs.all(id),
  }
}

function fromRow({ input_size, created_at, architecture, report, ...row }: Row): StoredWeights {
  return {
    ...row,
    architecture: JSON.parse(architecture) as Weights['architecture'],
    inputSize: input_size,
    report: JSON.parse(report) as Weights['report'],
    createdAt: created_at,
  }
}
