import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src-main/store/store.ts'
import { png, writeFiles } from '../support/images.ts'
import { shapesDataset } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { startHost } from '../support/test-host.ts'

describe('classes that are called by their WordNet ids', () => {
  it('get words when a folder of them is checked or imported', async () => {
    const source = join(temporaryFolder(), 'insects')
    for (let i = 0; i < 3; i++) {
      writeFiles(source, { [`n02233338/${i}.png`]: await png(i), [`n02012849/${i}.png`]: await png(9 + i) })
    }
    const { client } = await startHost(temporaryFolder())
    const expected = [
      { id: 'n02012849', name: 'crane' },
      { id: 'n02233338', name: 'cockroach' },
    ]
    expect((await client.datasets.check({ path: source })).classes).toEqual(expected)
    const { id, classes } = await client.datasets.import({ path: source })
    expect(classes).toEqual(expected)
    expect((await client.datasets.report({ id })).classes).toEqual(expected)
  })

  it('get words where an earlier version imported them', async () => {
    const workspace = temporaryFolder()
    const store = openStore(join(workspace, 'store', 'adversarium.db'))
    const bare = (id: string) => ({ id, name: id })
    store.datasets.put({ ...shapesDataset, classes: [bare('n02233338'), bare('n99999999'), { id: 'a', name: 'disc' }] })
    store.close()
    const [dataset] = await (await startHost(workspace)).client.datasets.list({})
    expect(dataset?.classes.map(({ name }) => name)).toEqual(['cockroach', 'n99999999', 'disc'])
    expect(dataset?.createdAt).toBe(shapesDataset.createdAt)
  })
})
