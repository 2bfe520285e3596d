import type { Database } from 'better-sqlite3'
import { EvaluationPlan } from '../contract/plans.ts'

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
  const list = db.prepare<[], Row>('SELECT * FROM evaluation_plan ORDER BY title, created_at')
  const remove = db.prepare<[string]>('DELETE FROM evaluation_plan WHERE id = ?')
  return {
    /** New, or in place of the one with its id. */
    put({ id, isShipped: _isShipped, ...content }: EvaluationPlan, at: number): void {
      put.run({ id, title: content.title, content: JSON.stringify(content), created_at: at })
    },
    /** By title. */
    list: (): EvaluationPlan[] =>
      list.all().map(({ id, content }) => EvaluationPlan.parse({ ...JSON.parse(content), id, isShipped: false })),
    /** Whether there was one. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
  }
}
