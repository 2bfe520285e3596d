import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src-main/store/store.ts'
import { startHost } from '../../support/test-host.ts'
import { insertRun } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('listing runs', () => {
  it('lists all of a large workspace where no limit is given, newest first', async () => {
    const workspace = temporaryFolder()
    const store = openStore(join(workspace, 'store', 'adversarium.db'))
    const ids = Array.from({ length: 1001 }, (_, run) => `run-${run}`)
    store.transaction(() => ids.forEach((id) => insertRun(store, id)))
    store.close()
    const { client } = await startHost(workspace)
    expect((await client.runs.list({})).map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await client.runs.list({ limit: 2 })).map(({ id }) => id)).toEqual(['run-1000', 'run-999'])
  })
})

describe('annotating runs', () => {
  it.each(['addTags', 'removeTags'])('refuses more %s at once than anyone writes', async (name) => {
    const { client } = await startHost()
    const tags = Array.from({ length: 101 }, (_, tag) => `tag ${tag}`)
    await expect(client.runs.annotate({ ids: ['any'], [name]: tags })).rejects.toMatchObject({
      code: 'invalid-input',
      message: `"${name}" must have at most 100 entries: got a list.`,
    })
  })
})
