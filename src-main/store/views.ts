import type { Database } from 'better-sqlite3'
import type { SavedView } from '../contract/views.ts'
import type { Trashed } from './trashed.ts'

interface Row {
  id: string
  screen: string
  name: string
  query: string
  runs: string
  created_at: number
  changed_at: number
}
type ReadRow = Row & { readonly trashed_at: number | null }

/** `runs`: names by id of those that it shows, as they were called when it was saved. */
export type StoredView = Omit<SavedView, 'missing'> & { readonly runs: Readonly<Record<string, string>> }

export function viewTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO saved_view (id, screen, name, query, runs, created_at, changed_at)
    VALUES ($id, $screen, $name, $query, $runs, $created_at, $changed_at)
    ON CONFLICT (id) DO UPDATE SET screen = $screen, name = $name, query = $query, runs = $runs, changed_at = $changed_at`)
  const list = db.prepare<[], ReadRow>(
    'SELECT * FROM saved_view WHERE trashed_at IS NULL ORDER BY name COLLATE NOCASE, created_at',
  )
  const trashed = db.prepare<[], ReadRow>('SELECT * FROM saved_view WHERE trashed_at IS NOT NULL')
  const setTrashed = db.prepare<[number | null, string]>('UPDATE saved_view SET trashed_at = ? WHERE id = ?')
  const rename = db.prepare<[string, string]>('UPDATE saved_view SET name = ? WHERE id = ?')
  const remove = db.prepare<[string]>('DELETE FROM saved_view WHERE id = ?')
  return {
    /** New, or in place of the one with its id. */
    put({ id, screen, name, query, runs, createdAt, changedAt }: StoredView): void {
      put.run({
        ...{ id, screen, name, query: JSON.stringify(query), runs: JSON.stringify(runs) },
        ...{ created_at: createdAt, changed_at: changedAt },
      })
    },
    /** By name. */
    list: (): StoredView[] => list.all().map(fromRow),
    trashed: (): Trashed<StoredView>[] =>
      trashed.all().map((row) => ({ ...fromRow(row), trashedAt: row.trashed_at ?? 0 })),
    setTrashed: (id: string, at: number | null): void => {
      setTrashed.run(at, id)
    },
    rename: (id: string, name: string): void => {
      rename.run(name, id)
    },
    remove: (id: string): void => {
      remove.run(id)
    },
  }
}

const fromRow = ({ id, screen, name, query, runs, created_at, changed_at }: Row): StoredView => ({
  ...{ id, name, screen: screen as SavedView['screen'] },
  query: JSON.parse(query) as SavedView['query'],
  runs: JSON.parse(runs) as StoredView['runs'],
  ...{ createdAt: created_at, changedAt: changed_at },
})
