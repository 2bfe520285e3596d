import type { Database } from 'better-sqlite3'
import { EvaluationPlan } from '../contract/plans.ts'
import type { Trashed } from './trashed.ts'

interface Row {
  id: string
  title: string
  content: string
  created_at: number
}
type ReadRow = Row & { readonly trashed_at: number | null }

/** The user's own evaluation plans; those that come with the program are files. */
export function planTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO evaluation_plan (id, title, content, created_at) VALUES ($id, $title, $content, $created_at)
    ON CONFLICT (id) DO UPDATE SET title = $title, content = $content`)
  const list = db.prepare<[], ReadRow>(
    'SELECT * FROM evaluation_plan WHERE trashed_at IS NULL ORDER BY title, created_at',
  )
  const trashed = db.prepare<[], ReadRow>('SELECT * FROM evaluation_plan WHERE trashed_at IS NOT NULL')
  const setTrashed = db.prepare<[number | null, string]>('UPDATE evaluation_plan SET trashed_at = ? WHERE id = ?')
  const remove = db.prepare<[string]>('DELETE FROM evaluation_plan WHERE id = ?')
  return {
    /** New, or in place of the one with its id. */
    put({ id, isShipped: _isShipped, ...content }: EvaluationPlan, at: number): void {
      put.run({ id, title: content.title, content: JSON.stringify(content), created_at: at })
    },
    /** By title. */
    list: (): EvaluationPlan[] => list.all().map(fromRow),
    trashed: (): Trashed<EvaluationPlan>[] =>
      trashed.all().map((row) => ({ ...fromRow(row), trashedAt: row.trashed_at ?? 0 })),
    setTrashed: (id: string, at: number | null): void => {
      setTrashed.run(at, id)
    },
    remove: (id: string): void => {
      remove.run(id)
    },
  }
}

const fromRow = ({ id, content }: Row): EvaluationPlan =>
  EvaluationPlan.parse({ ...JSON.parse(content), id, isShipped: false })
