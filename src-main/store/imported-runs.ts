import type { Database } from 'better-sqlite3'
import type { ImportedFrom, ImportSource } from '../contract/imported-runs.ts'

interface Row {
  run: string
  source: ImportSource
  path: string
  identity: string
  sha256: string
  params: string
  names: string
  notes: string
  imported_at: number
}

/** Where the points of a run come from. */
export interface StoredImport extends ImportedFrom {
  readonly run: string
  readonly identity: string
  readonly sha256: string
  readonly importedAt: number
}

export function importedRunTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO imported_run (run, source, path, identity, sha256, params, names, notes, imported_at)
    VALUES ($run, $source, $path, $identity, $sha256, $params, $names, $notes, $imported_at)
    ON CONFLICT DO UPDATE SET path = $path, sha256 = $sha256, params = $params, names = $names, notes = $notes,
      imported_at = $imported_at`)
  const ofRun = db.prepare<[string], Row>('SELECT * FROM imported_run WHERE run = ?')
  const withIdentity = db.prepare<[string], Row>('SELECT * FROM imported_run WHERE identity = ? ORDER BY imported_at')
  const all = db.prepare<[], Row>('SELECT * FROM imported_run')
  return {
    put({ params, names, notes, importedAt, ...rest }: StoredImport): void {
      const texts = { params: JSON.stringify(params), names: JSON.stringify(names), notes: JSON.stringify(notes) }
      put.run({ ...rest, ...texts, imported_at: importedAt })
    },
    ofRun(run: string): ImportedFrom | null {
      const row = ofRun.get(run)
      return row ? describe(row) : null
    },
    /** Oldest first. */
    withIdentity: (identity: string): Pick<Row, 'run' | 'sha256'>[] => withIdentity.all(identity),
    /** By run. */
    all: (): Map<string, ImportedFrom> => new Map(all.all().map((row) => [row.run, describe(row)])),
  }
}

function describe({ source, path, params, names, notes }: Row): ImportedFrom {
  return {
    source,
    path,
    params: JSON.parse(params) as ImportedFrom['params'],
    names: JSON.parse(names) as ImportedFrom['names'],
    notes: JSON.parse(notes) as ImportedFrom['notes'],
  }
}
