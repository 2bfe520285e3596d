import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../../src-main/store/open.ts'
import { insertRun } from '../../support/store-rows.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the migration to kept checkpoints', () => {
  it('keeps every row under its number, with the evaluations and their predictions', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(
      path,
      migrations.filter(({ version }) => version < 7),
    )
    before.pragma('foreign_keys = OFF')
    const put = before.prepare("INSERT INTO checkpoint VALUES (?, 'a', ?, ?, ?, 'p', 4, 'x', 0, ?)")
    for (const [id, kind, step, replacedAt] of [
      [11, 'last', 1, 5],
      [12, 'last', 2, 6],
      [13, 'best', 2, null],
      [14, 'last', 3, null],
    ] as const) {
      put.run(id, kind, step, step, replacedAt)
    }
    before.exec(`INSERT INTO evaluation (id, run, checkpoint, split, condition, state, n, created_at)
      VALUES (7, 'a', 12, 'validation', '{"id":"clean","params":{}}', 'done', 1, 0)`)
    before.exec("INSERT INTO prediction VALUES (7, 0, 0, 0, 0.5, 0.1, 0.2, 1, x'00')")
    before.close()

    const store = openStore(path)
    insertRun(store, 'a')
    expect(store.checkpoints.kept('a').map(({ id, kind }) => [id, kind])).toEqual([
      [14, 'last'],
      [13, 'best'],
    ])
    expect([11, 12].map((id) => store.checkpoints.get(id)?.step)).toEqual([1, 2])
    expect(store.evaluations.get(7)?.checkpoint).toBe(12)
    expect(store.predictions.get(7, 0)?.confidence).toBe(0.5)
    store.close()

    const db = openDatabase(path)
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    // What refers to the table that was made anew still goes with it.
    db.exec('DELETE FROM checkpoint WHERE id = 12')
    expect(db.prepare('SELECT count(*) FROM prediction').pluck().get()).toBe(0)
    db.close()
  })
})
