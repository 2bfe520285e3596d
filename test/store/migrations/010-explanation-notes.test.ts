import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../../src-main/store/open.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the migration to notes of explanations', () => {
  it('keeps every map, without a note', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(
      path,
      migrations.filter(({ version }) => version < 10),
    )
    before.pragma('foreign_keys = OFF')
    before.exec(`INSERT INTO explanation (evaluation, image, input, method, class, against, height, width, min, max, path,
      bytes, sha256, created_at) VALUES (7, 3, 'seen', '{"id":"gradient","params":{}}', 1, -1, 2, 2, -1, 0.5, 'p', 16, 'x', 5)`)
    before.close()

    const store = openStore(path)
    const method = { id: 'gradient', params: {} }
    expect(store.explanations.map({ evaluation: 7, image: 3, input: 'seen', method, class: 1, against: null })).toEqual(
      {
        ...{ height: 2, width: 2, min: -1, max: 0.5, note: null },
        ...{ path: 'p', offset: 0, bytes: 16, sha256: 'x', createdAt: 5 },
      },
    )
    store.close()
  })
})
