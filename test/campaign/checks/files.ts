import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { DatasetManifest, datasetFiles } from '../../../src-main/contract/dataset-manifest.ts'
import { parseJson } from '../../../src-main/contract/parse-json.ts'
import { readFileSync } from 'node:fs'
import type { Finding } from '../finding.ts'
import { databaseOf } from '../place.ts'
import { hashFile } from './digest.ts'

interface FileRow {
  readonly path: string
  readonly bytes: number
  readonly sha256: string | null
}

/** Files that have a row, with what the row says of them; where `isKept`, the file must be there. */
const rowsSql = `
SELECT path, bytes, sha256, replaced_at IS NULL AND trashed_at IS NULL AS isKept FROM checkpoint JOIN run ON run.id = run
UNION ALL SELECT path, bytes, NULL, 1 FROM origin
UNION ALL SELECT path, bytes, NULL, 1 FROM weights
UNION ALL SELECT path, bytes, sha256, 1 FROM seen_image
UNION ALL SELECT path, bytes, sha256, 1 FROM explanation`

/** Folders whose files all belong to a row. */
const ruled = ['runs', 'weights', 'explanations']

/** Every row has its file, whole; every file has its row; nothing is half-written. */
export function checkFiles(workspace: string): Finding[] {
  const db = new Sqlite(databaseOf(workspace), { readonly: true })
  try {
    const rows = db.prepare<[], FileRow & { isKept: 0 | 1 }>(rowsSql).all()
    const all = listFiles(workspace, '')
    return [
      ...all.filter(isHalfWritten).map((path) => half(`${path} was left behind`)),
      ...rows.flatMap((row) => checkRow(workspace, row, row.isKept === 1)),
      ...ruled.flatMap((folder) => checkOwned(all, folder, new Set(rows.map(({ path }) => path)))),
      ...checkDatasets(db, workspace),
      ...checkCopies(workspace, all),
      ...(existsSync(join(workspace, 'host.json')) ? [half('host.json names a host that has ended')] : []),
    ]
  } finally {
    db.close()
  }
}

/** Whether something is half-written at this moment. */
export function isWriting(workspace: string): boolean {
  try {
    return listFiles(workspace, '').some(isHalfWritten)
  } catch {
    // A program that goes on took a folder away meanwhile.
    return false
  }
}

const isHalfWritten = (path: string): boolean => /\.tmp(?:-|\/|$)/.test(path)
const half = (message: string): Finding => ({ fault: 'half-file', message })

function checkRow(workspace: string, { path, bytes, sha256 }: FileRow, isKept: boolean): Finding[] {
  const size = statSync(join(workspace, path), { throwIfNoEntry: false })?.size
  if (size === undefined) return isKept ? [half(`${path} has a row and is gone`)] : []
  if (size !== bytes) return [half(`${path} has ${size} bytes, its row says ${bytes}`)]
  if (sha256 !== null && hashFile(join(workspace, path)) !== sha256) return [half(`${path} is not what its row says`)]
  return []
}

function checkOwned(all: readonly string[], folder: string, owned: ReadonlySet<string>): Finding[] {
  return all
    .filter((path) => path.startsWith(`${folder}/`) && !owned.has(path) && !path.endsWith('.tmp'))
    .map((path) => half(`${path} has no row`))
}

function checkDatasets(db: Database, workspace: string): Finding[] {
  const known = new Set(db.prepare<[], string>('SELECT folder FROM dataset').pluck().all())
  const folders = existsSync(join(workspace, 'datasets')) ? readdirSync(join(workspace, 'datasets')) : []
  return folders.flatMap((name) => {
    const folder = join('datasets', name)
    if (name.includes('.tmp-')) return []
    if (!known.has(folder)) return [half(`${folder} has no row`)]
    const manifest = DatasetManifest.safeParse(
      parseJson(readFileSync(join(workspace, folder, 'dataset.json'), 'utf8')),
    ).data
    if (!manifest) return [half(`${folder} has no whole manifest`)]
    return datasetFiles(manifest).flatMap((file) =>
      checkRow(workspace, { ...file, path: join(folder, file.name), sha256: null }, true),
    )
  })
}

/** The copies that migrations make are databases. */
function checkCopies(workspace: string, all: readonly string[]): Finding[] {
  return all
    .filter((path) => /^store\/adversarium\.db\.before-v\d+$/.test(path))
    .flatMap((path) => {
      const copy = new Sqlite(join(workspace, path), { readonly: true })
      try {
        const said = copy.pragma('integrity_check', { simple: true })
        return said === 'ok' ? [] : [half(`${path}: ${String(said)}`)]
      } catch (error) {
        return [half(`${path}: ${(error as Error).message}`)]
      } finally {
        copy.close()
      }
    })
}

/** Paths from the workspace, folders that are empty or half-written among them. */
function listFiles(workspace: string, folder: string): string[] {
  return readdirSync(join(workspace, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [path]
    return entry.name.includes('.tmp') ? [path] : listFiles(workspace, path)
  })
}
