import type { Database } from 'better-sqlite3'
import type { SavedView } from '../contract/views.ts'
import { trashOf } from './trashed.ts'

interface Row {
  id: string
  screen: string
  name: string
  query: string
  runs: string
  created_at: number
  changed_at: number
}

/** `runs`: names by id of those that it shows, as they were called when it was saved. */
export type StoredView = Omit<SavedView, 'missing'> & { readonly runs: Readonly<Record<string, string>> }

export function viewTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO saved_view (id, screen, name, query, runs, created_at, changed_at)
    VALUES ($id, $screen, $name, $query, $runs, $created_at, $changed_at)
    ON CONFLICT (id) DO UPDATE SET screen = $screen, name = $name, query = $query, runs = $runs, changed_at = $changed_at`)
  const list = db.prepare<[], Row>(
    'SELECT * FROM saved_view WHERE trashed_at IS NULL ORDER BY name COLLATE NOCASE, created_at',
  )
  const rename = db.prepare<[string, string]>('UPDATE saved_view SET name = ? WHERE id = ?')
  return {
    ...trashOf(db, 'saved_view', fromRow),
    /** New, or in place of the one with its id. */
    put({ id, screen, name, query, runs, createdAt, changedAt }: StoredView): void {
      put.run({
        ...{ id, screen, name, query: JSON.stringify(query), runs: JSON.stringify(runs) },
        ...{ created_at: createdAt, changed_at: changedAt },
      })
    },
    /** By name. */
    list: (): StoredView[] => list.all().map(fromRow),
    rename: (id: string, name: string): void => {
      rename.run(name, id)
    },
  }
}

const fromRow = ({ id, screen, name, query, runs, created_at, changed_at }: Row): StoredView => ({
  ...{ id, name, screen: screen as SavedView['screen'] },
  query: JSON.parse(query) as SavedView['query'],
  runs: JSON.parse(runs) as StoredView['runs'],
  ...{ createdAt: created_at, changedAt: changed_at },
})
