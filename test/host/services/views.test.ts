import { describe, expect, it } from 'vitest'
import { missingInWords, type SavedView } from '../../../src-main/contract/index.ts'
import { createHost } from '../../../src-main/host/create-host.ts'
import {
  fakeEngine,
  launch,
  programFolder,
  startHost,
  untilEvaluated,
  workspaceWithDataset,
} from '../../support/test-host.ts'

const query = { runs: 'x,y', filter: ['state:done', 'tag:mine'], zoom: '2-7.5' }

describe('saved views', () => {
  it('are kept with their query, in the order of their names, and survive a restart', async () => {
    const workspace = workspaceWithDataset()
    const host = await createHost({ workspace, programFolder, engineEntry: fakeEngine, settingsFile: 'none.json' })
    const second = await host.client.views.save({ name: 'second', screen: 'compare', query })
    await host.client.views.save({ name: 'First', screen: 'runs', query: {} })
    await host.close()

    const { client } = await startHost(workspace)
    const kept = await client.views.list({})
    expect(kept.map(({ name, screen }) => [name, screen])).toEqual([
      ['First', 'runs'],
      ['second', 'compare'],
    ])
    expect(kept[1]).toEqual(second)
    expect(second).toMatchObject({ query, missing: [] })
  })

  it('are changed and renamed in place, and no two share a name', async () => {
    const host = await startHost()
    const { views } = host.client
    const { id, createdAt } = await views.save({ name: 'mine', screen: 'runs', query: {} })
    await views.save({ name: 'other', screen: 'sheet', query: {} })
    const announced: SavedView[] = []
    views.on('changed', (view) => announced.push(view))
    const changed = await views.save({ id, name: 'My own', screen: 'runs', query: { sort: '-gap' } })
    expect(changed).toMatchObject({ id, createdAt, name: 'My own', query: { sort: '-gap' } })
    expect(announced).toEqual([changed])
    await expect(views.save({ name: 'MY OWN', screen: 'compare', query: {} })).rejects.toMatchObject({
      code: 'conflict',
      message: 'You have a view "My own" already.',
    })
    await expect(views.save({ id: 'nobody', name: 'new', screen: 'runs', query: {} })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('go to the trash and come back under a name that is free', async () => {
    const { client } = await startHost()
    const { id } = await client.views.save({ name: 'mine', screen: 'runs', query })
    await client.views.remove({ id })
    expect(await client.views.list({})).toEqual([])
    await client.views.save({ name: 'Mine', screen: 'runs', query: {} })
    await client.trash.restore({ kind: 'view', id })
    expect((await client.views.list({})).map(({ name }) => name)).toEqual(['Mine', 'mine (restored)'])
    expect((await client.views.list({})).find((view) => view.id === id)?.query).toEqual(query)
  })

  it('tell in words which of their runs are in the trash, or deleted', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['kept', 'thrown away', 'deleted'])
    const [kept = '', thrown = '', deleted = ''] = runs
    const evaluations = await untilEvaluated(host, ...runs)
    const evaluation = evaluations.find(({ run }) => run === deleted)?.id ?? ''
    const { views, trash } = host.client
    const { id } = await views.save({
      name: 'all',
      screen: 'misclassified',
      query: { runs: `${kept},${thrown}`, evaluation },
    })
    const announced: SavedView[] = []
    views.on('changed', (view) => announced.push(view))
    await host.client.runs.annotate({ ids: [deleted], isTrashed: true })
    await trash.empty({})
    await host.client.runs.annotate({ ids: [thrown], isTrashed: true })
    const [view] = await views.list({})
    expect(view?.missing).toEqual([
      { id: thrown, name: 'thrown away', isTrashed: true },
      { id: deleted, name: 'deleted', isTrashed: false },
    ])
    expect(view && missingInWords(view)).toBe(
      'Not all runs of the view "all" are there: "thrown away" is in the trash; "deleted" was deleted.',
    )
    expect(announced.at(-1)).toEqual(view)
    const updated = await views.save({
      id,
      name: 'all',
      screen: 'misclassified',
      query: { runs: `${kept},${deleted}` },
    })
    expect(updated.missing).toEqual([{ id: deleted, name: 'deleted', isTrashed: false }])
  })
})
