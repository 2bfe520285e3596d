import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../../src-main/store/open.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the migration to sheets of maps', () => {
  it('keeps every map as the whole of its file, and its scores with their curves', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(
      path,
      migrations.filter(({ version }) => version < 12),
    )
    before.pragma('foreign_keys = OFF')
    before.exec(`INSERT INTO explanation (evaluation, image, input, method, class, against, height, width, min, max, note,
      path, bytes, sha256, created_at)
      VALUES (7, 3, 'seen', '{"id":"gradient","params":{}}', 1, -1, 2, 2, -1, 0.5, 'n', 'p', 16, 'x', 5);
      INSERT INTO map_score (evaluation, image, input, method, class, against, deletion, created_at)
      VALUES (7, 3, 'seen', '{"id":"gradient","params":{}}', 1, -1, 0.25, 5)`)
    before.close()

    const store = openStore(path)
    const method = { id: 'gradient', params: {} }
    const key = { evaluation: 7, image: 3, input: 'seen', method, class: 1, against: null } as const
    expect(store.explanations.map(key)).toMatchObject({ path: 'p', offset: 0, bytes: 16, note: 'n' })
    expect(store.mapScores.get(key, { hasCurves: true })).toMatchObject({ deletion: 0.25 })
    store.close()
  })
})
