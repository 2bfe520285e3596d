import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../../src-main/store/open.ts'
import { readLevels, reduceFreshly } from '../../support/metric-levels.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the migration to levels of series', () => {
  it('makes them from the points that are there', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(
      path,
      migrations.filter(({ version }) => version < 4),
    )
    before.pragma('foreign_keys = OFF')
    before.exec(`INSERT INTO run (id, experiment, dataset, name, state, config, config_version, created_at)
      VALUES ('a', 'e', 'd', 'a', 'done', '{}', 1, 0)`)
    const put = before.prepare('INSERT INTO metric (run, name, step, epoch, value) VALUES (?, ?, ?, ?, ?)')
    const points = ['accuracy', 'loss'].flatMap((name) =>
      Array.from({ length: 400 }, (_, i) => ({ name, step: 3 + 7 * i, epoch: i / 10, value: Math.sin(i) })),
    )
    before.transaction(() => {
      for (const { name, step, epoch, value } of points) put.run('a', name, step, epoch, value)
    })()
    before.close()
    openDatabase(path).close()
    expect(readLevels(path, 'a')).toEqual(reduceFreshly(points))
  })
})
