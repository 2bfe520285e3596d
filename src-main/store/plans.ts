import type { Database } from 'better-sqlite3'
import { EvaluationPlan } from '../contract/plans.ts'
import { trashOf } from './trashed.ts'

interface Row {
  id: string
  title: string
  content: string
  created_at: number
}

/** The user's own evaluation plans; those that come with the program are files. */
export function planTable(db: Database) {
  const put = db.prepare<[Row]>(`
    INSERT INTO evaluation_plan (id, title, content, created_at) VALUES ($id, $title, $content, $created_at)
    ON CONFLICT (id) DO UPDATE SET title = $title, content = $content`)
  const list = db.prepare<[], Row>('SELECT * FROM evaluation_plan WHERE trashed_at IS NULL ORDER BY title, created_at')
  return {
    ...trashOf(db, 'evaluation_plan', fromRow),
    /** New, or in place of the one with its id. */
    put({ id, isShipped: _isShipped, ...content }: EvaluationPlan, at: number): void {
      put.run({ id, title: content.title, content: JSON.stringify(content), created_at: at })
    },
    /** By title. */
    list: (): EvaluationPlan[] => list.all().map(fromRow),
  }
}

const fromRow = ({ id, content }: Row): EvaluationPlan =>
  EvaluationPlan.parse({ ...JSON.parse(content), id, isShipped: false })
