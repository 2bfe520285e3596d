import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nextSql } from '../../src-main/store/jobs.ts'
import { latestSql, seriesSql } from '../../src-main/store/metrics.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { confusionSql, flipsSql, pageSql } from '../../src-main/store/predictions.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function planOf(sql: string): string[] {
  const db = openDatabase(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => {
    db.close()
  })
  // Every parameter counts as NULL: the plan does not depend on it.
  const named = Object.fromEntries([...sql.matchAll(/\$(\w+)/g)].map(([, name]) => [name, null]))
  const positional = [...sql.matchAll(/\?/g)].map(() => null)
  const rows = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...positional, named)
  return rows.map(({ detail }) => detail)
}

const queries: Record<string, readonly [sql: string, index: string]> = {
  'the next job of a lane': [nextSql, 'job_queue (lane=?)'],
  'one series of a run': [seriesSql, 'PRIMARY KEY (run=? AND name=?)'],
  'a page of predictions': [pageSql.all, 'PRIMARY KEY (evaluation=?)'],
  'a page of misclassified images': [pageSql.misclassified, 'prediction_misclassified (evaluation=?)'],
  'a cell of the confusion matrix': [
    pageSql.ofCell,
    'prediction_by_classes (evaluation=? AND truth=? AND predicted=?)',
  ],
  'a confusion matrix': [confusionSql, 'COVERING INDEX prediction_by_classes (evaluation=?)'],
  'flips between two evaluations': [flipsSql, 'PRIMARY KEY (evaluation=? AND image=?)'],
}

describe('query plans', () => {
  for (const [name, [sql, index]] of Object.entries(queries)) {
    it(`finds ${name} through an index, without sorting`, () => {
      const plan = planOf(sql)
      expect(plan).toContainEqual(expect.stringContaining(index))
      expect(plan.filter((line) => /^SCAN|TEMP B-TREE/.test(line))).toEqual([])
    })
  }

  it('finds the newest value of every metric by hopping, never by reading a series', () => {
    const lines = planOf(latestSql).filter((line) => line.includes('metric'))
    expect(lines.filter((line) => !line.startsWith('SEARCH metric USING PRIMARY KEY'))).toEqual([])
  })
})
