import type { Database } from 'better-sqlite3'
import type { CorruptedFolder, Dataset } from '../contract/datasets.ts'
import { trashOf } from './trashed.ts'

interface Row {
  id: string
  kind: string
  title: string
  source: string | null
  fingerprint: string
  folder: string
  params: string
  classes: string
  height: number
  width: number
  channels: number
  train_count: number
  validation_count: number
  skipped: number
  bytes: number
  created_at: number
}
type ReadRow = Row & { readonly corrupted: string | null }

const select = `
  SELECT *, (SELECT json_object('path', path, 'matching', matching, 'corruptions', json(corruptions), 'matched', matched,
    'left', left_over) FROM corrupted_folder WHERE corrupted_folder.dataset = dataset.id) AS corrupted
  FROM dataset`

/** `folder` holds the decoded images, relative to the workspace. */
export type StoredDataset = Dataset & { readonly folder: string }

export function datasetTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO dataset (id, kind, title, source, fingerprint, folder, params, classes, height, width, channels,
      train_count, validation_count, skipped, bytes, created_at)
    VALUES ($id, $kind, $title, $source, $fingerprint, $folder, $params, $classes, $height, $width, $channels,
      $train_count, $validation_count, $skipped, $bytes, $created_at)
    ON CONFLICT (id) DO UPDATE SET kind = $kind, title = $title, source = $source, fingerprint = $fingerprint,
      folder = $folder, params = $params, classes = $classes, height = $height, width = $width, channels = $channels,
      train_count = $train_count, validation_count = $validation_count, skipped = $skipped, bytes = $bytes,
      trashed_at = NULL`)
  const get = db.prepare<[string], ReadRow>(`${select} WHERE id = ? AND trashed_at IS NULL`)
  const list = db.prepare<[], ReadRow>(`${select} WHERE trashed_at IS NULL ORDER BY number`)
  const ofKind = db.prepare<[string], ReadRow>(`${select} WHERE kind = ? AND trashed_at IS NULL ORDER BY number`)
  const usedBy = db.prepare<[string], string>('SELECT name FROM run WHERE dataset = ? ORDER BY number').pluck()

  return {
    ...trashOf(db, 'dataset', (row: ReadRow) => fromRow(row), select),
    /**
     * Inserts, or brings the row with this id up to date and out of the trash; the folder of corrupted images that it has
     * stays.
     */
    put({
      shape: [height, width, channels],
      counts,
      createdAt,
      params,
      classes,
      corrupted: _corrupted,
      ...rest
    }: StoredDataset): void {
      put.run({
        ...rest,
        height,
        width,
        channels,
        params: JSON.stringify(params),
        classes: JSON.stringify(classes),
        train_count: counts.train,
        validation_count: counts.validation,
        created_at: createdAt,
      })
    },
    get: (id: string): StoredDataset | undefined => fromRow(get.get(id)),
    list: (): StoredDataset[] => list.all().map((row) => fromRow(row)),
    ofKind: (kind: string): StoredDataset[] => ofKind.all(kind).map((row) => fromRow(row)),
    /** Names of the runs that train on it. */
    usedBy: (id: string): string[] => usedBy.all(id),
  }
}

function fromRow(row: ReadRow): StoredDataset
function fromRow(row: ReadRow | undefined): StoredDataset | undefined
function fromRow(row: ReadRow | undefined): StoredDataset | undefined {
  if (!row) return undefined
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    source: row.source,
    fingerprint: row.fingerprint,
    folder: row.folder,
    params: JSON.parse(row.params) as Dataset['params'],
    classes: JSON.parse(row.classes) as Dataset['classes'],
    shape: [row.height, row.width, row.channels],
    counts: { train: row.train_count, validation: row.validation_count },
    skipped: row.skipped,
    bytes: row.bytes,
    createdAt: row.created_at,
    ...(row.corrupted !== null && { corrupted: JSON.parse(row.corrupted) as CorruptedFolder }),
  }
}
