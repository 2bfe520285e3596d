import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AppError, Run } from '../../../src-main/contract/index.ts'
import { launch, startHost, untilEvaluated, untilRun, workspaceWithDataset } from '../../support/test-host.ts'

describe('annotating runs', () => {
  it('adds and removes tags, keeps note and archive, and leaves alone what is left out', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['first', 'second'], { conditions: [] })
    const announced: Run[] = []
    await untilRun(host, runs[1] as string, 'done')
    host.client.runs.on('changed', (run) => announced.push(run))
    await host.client.runs.annotate({ ids: runs, addTags: ['paper', ' seeds '], note: 'first try' })
    const changed = await host.client.runs.annotate({ ids: runs, addTags: ['paper'], removeTags: ['seeds', 'none'] })
    expect(changed.map(({ name, tags, note, isArchived }) => [name, tags, note, isArchived])).toEqual([
      ['first', ['paper'], 'first try', false],
      ['second', ['paper'], 'first try', false],
    ])
    await host.client.runs.annotate({ ids: [runs[0] as string], isArchived: true, note: '' })
    expect(await host.client.runs.get({ id: runs[0] as string })).toMatchObject({ note: '', isArchived: true })
    expect(announced).toHaveLength(5)
    const listed = await host.client.runs.list({})
    expect(listed.map(({ tags, note }) => [tags, note])).toEqual([
      [['paper'], 'first try'],
      [['paper'], ''],
    ])
  })

  it('refuses to put an active run into the trash, and then none of the others', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['fine', 'wait'], { conditions: [] })
    const [done, active] = runs as [string, string]
    await untilRun(host, active, 'running')
    await expect(host.client.runs.annotate({ ids: [done, active], isTrashed: true })).rejects.toMatchObject({
      code: 'conflict',
      message: '"wait" is running: it cannot go to the trash.',
    })
    expect((await host.client.runs.get({ id: done })).trashedAt).toBeNull()
    await host.client.runs.cancel({ id: active })
  })

  it('brings a run back from the trash, which alone can go on', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'])
    const id = runs[0] as string
    await untilRun(host, id, 'running')
    await host.client.runs.cancel({ id })
    await untilRun(host, id, 'cancelled')
    const [trashed] = await host.client.runs.annotate({ ids: [id], isTrashed: true })
    expect(trashed?.trashedAt).toBeGreaterThan(0)
    await expect(host.client.runs.resume({ id })).rejects.toMatchObject({
      message: '"wait" is in the trash: it cannot be resumed.',
    })
    await host.client.runs.annotate({ ids: [id], isTrashed: false })
    await host.client.runs.resume({ id })
    await untilEvaluated(host, id)
  })
})

describe('emptying the trash', () => {
  it('deletes files and rows of what is in it, announces it, and leaves the rest', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { id: experiment, runs } = await launch(host, ['gone', 'kept'])
    const other = await launch(host, ['gone with its experiment'], { conditions: [] })
    const [gone, kept] = runs as [string, string]
    const last = other.runs[0] as string
    await untilRun(host, last, 'done')
    await untilEvaluated(host, ...runs)
    const removed: string[] = []
    host.client.runs.on('removed', ({ ids }) => removed.push(...ids))
    await host.client.runs.annotate({ ids: [gone, last], isTrashed: true })
    const storage = await host.client.system.storage({})
    expect(storage.find(({ kind }) => kind === 'trash')).toMatchObject({ count: 2, bytes: 8 })

    expect(await host.client.trash.empty({})).toEqual({
      items: [gone, last].map((id) => ({ kind: 'run', id })),
      bytes: 8,
    })
    expect(removed).toEqual([gone, last])
    expect(readdirSync(join(workspace, 'runs'))).toEqual([kept])
    expect((await host.client.runs.list({})).map(({ id }) => id)).toEqual([kept])
    expect((await host.client.evaluations.list({})).map(({ run }) => run)).toEqual([kept])
    expect((await host.client.experiments.list({})).map(({ id, runs: left }) => [id, left])).toEqual([
      [experiment, [kept]],
    ])
    expect(existsSync(join(workspace, 'runs', '.deleted'))).toBe(false)
    expect(await host.client.trash.empty({})).toEqual({ items: [], bytes: 0 })
  })

  it('deletes each run once where two ask for it, and takes its images and maps with it', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['one', 'two'])
    await untilEvaluated(host, ...runs)
    const maps = join(workspace, 'explanations', runs[0] as string, '1')
    mkdirSync(maps, { recursive: true })
    writeFileSync(join(maps, '0-seen.f32'), 'map')
    const announced: { ids: string[]; hasMaps: boolean }[] = []
    host.client.runs.on('removed', ({ ids }) => announced.push({ ids, hasMaps: existsSync(maps) }))
    await host.client.runs.annotate({ ids: runs, isTrashed: true })
    const answers = await Promise.all([host.client.trash.empty({}), host.client.trash.empty({})])
    expect(answers.map(({ items }) => items.map(({ id }) => id))).toEqual([runs, []])
    expect(announced).toEqual(runs.map((id) => ({ ids: [id], hasMaps: false })))
  })

  it('gives back no run that it is just deleting', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['going'])
    await untilEvaluated(host, ...runs)
    await host.client.runs.annotate({ ids: runs, isTrashed: true })
    const emptied = host.client.trash.empty({})
    const answers: (string | null)[] = []
    for (let isOver = false; !isOver;) {
      const answer = await host.client.runs.annotate({ ids: runs, isTrashed: false }).then(
        () => null,
        ({ code }: AppError) => code,
      )
      answers.push(answer)
      isOver = answer !== 'conflict'
      await letOthers()
    }
    expect(answers.slice(0, -1).length).toBeGreaterThan(0)
    expect(answers.at(-1)).toBe('not-found')
    expect((await emptied).items.map(({ id }) => id)).toEqual(runs)
  })

  it('finds no run at work: what lies in the trash is not evaluated', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['fine'], { conditions: [] })
    const [run] = runs as [string]
    await untilRun(host, run, 'done')
    await host.client.runs.annotate({ ids: [run], isTrashed: true })
    await expect(
      host.client.evaluations.launch({ run, conditions: [{ id: 'clean', params: {} }] }),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: '"fine" is in the trash: it cannot be evaluated.',
    })
  })
})
