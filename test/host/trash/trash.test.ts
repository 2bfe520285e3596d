import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { writeAnimals } from '../../support/animals.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import {
  fakeEngine,
  launch,
  programFolder,
  startHost,
  untilRun,
  workspaceWithDataset,
} from '../../support/test-host.ts'
import { withWeights } from '../../support/with-weights.ts'

const config = { base: { dataset: { id: 'idx' } }, runs: [{ name: 'one' }], conditions: [] }

/** A workspace, and a host in it that can be started again. */
async function restartable(workspace: string): Promise<Host> {
  return createHost({
    workspace,
    programFolder,
    engineEntry: fakeEngine,
    settingsFile: join(workspace, 'settings.json'),
  })
}

describe('the trash', () => {
  it('keeps a preset, a plan and the tag of images, and gives each back as it was', async () => {
    const { client } = await startHost()
    const preset = await client.experiments.savePreset({
      title: 'Mine',
      config: { version: 1, name: 'Mine', ...config },
    })
    const plan = await client.plans.save({ title: 'My plan', conditions: [{ id: 'clean' }] })
    const images = { dataset: 'digits', split: 'validation' as const, images: [2, 5] }
    await client.imageTags.change({ ...images, add: ['blurry'] })
    const tags = await client.imageTags.list({ dataset: 'digits' })

    await client.experiments.removePreset({ id: preset.id })
    await client.plans.remove({ id: plan.id })
    await client.imageTags.remove({ dataset: 'digits', name: 'blurry' })
    const items = await client.trash.list({})
    expect(items.map(({ kind, title, detail }) => [kind, title, detail]).toSorted()).toEqual([
      ['image-tag', 'blurry', '2 images of digits'],
      ['plan', 'My plan', '1 condition'],
      ['preset', 'Mine', preset.summary],
    ])
    expect((await client.system.storage({})).find(({ kind }) => kind === 'trash')).toMatchObject({ count: 3 })

    for (const { kind, id } of items) await client.trash.restore({ kind, id })
    expect(await client.trash.list({})).toEqual([])
    expect((await client.experiments.presets({})).filter(({ isShipped }) => !isShipped)).toEqual([preset])
    expect((await client.plans.list({})).filter(({ isShipped }) => !isShipped)).toEqual([plan])
    expect(await client.imageTags.list({ dataset: 'digits' })).toEqual(tags)
  })

  it('gives a title that was taken meanwhile another name', async () => {
    const { client } = await startHost()
    const save = () => client.plans.save({ title: 'Mine', conditions: [{ id: 'clean' }] })
    const { id } = await save()
    await client.plans.remove({ id })
    await save()
    await client.trash.restore({ kind: 'plan', id })
    expect((await client.plans.list({})).filter(({ isShipped }) => !isShipped).map(({ title }) => title)).toEqual([
      'Mine',
      'Mine (restored)',
    ])
  })

  it('keeps a dataset with images and tags through a crash and a restart, until it is emptied', async () => {
    const workspace = workspaceWithDataset()
    const first = await restartable(workspace)
    const { id, counts } = await first.client.datasets.import({
      path: await writeAnimals(join(temporaryFolder(), 'animals')),
    })
    await first.client.imageTags.change({ dataset: id, split: 'train', images: [0], add: ['odd'] })
    await first.client.datasets.remove({ id })
    expect((await first.client.datasets.list({})).map((dataset) => dataset.id)).toEqual(['digits'])
    await expect(first.client.datasets.browse({ id, split: 'train' })).rejects.toMatchObject({ code: 'not-found' })
    await first.close()

    const { client } = await startHost(workspace)
    const images = counts.train + counts.validation
    expect(await client.trash.list({})).toMatchObject([{ kind: 'dataset', id, detail: `${images} images` }])
    await client.trash.restore({ kind: 'dataset', id })
    expect(await client.imageTags.list({ dataset: id })).toEqual([{ split: 'train', name: 'odd', count: 1 }])
    expect((await client.datasets.browse({ id, split: 'train' })).total).toBe(counts.train)

    await client.datasets.remove({ id })
    expect((await client.trash.empty({})).items).toEqual([{ kind: 'dataset', id }])
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
    await expect(client.trash.restore({ kind: 'dataset', id })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('lets a dataset out where it is imported again', async () => {
    const { client } = await startHost()
    const path = await writeAnimals(join(temporaryFolder(), 'animals'))
    const { id } = await client.datasets.import({ path })
    await client.datasets.remove({ id })
    expect((await client.datasets.import({ path })).id).toBe(id)
    expect(await client.trash.list({})).toEqual([])
  })

  it('has no place for a dataset that a run uses, and lets none be launched on one that lies there', async () => {
    const host = await startHost()
    await host.client.datasets.remove({ id: 'digits' })
    await expect(launch(host, ['late'])).rejects.toMatchObject({ code: 'not-found' })
    await host.client.trash.restore({ kind: 'dataset', id: 'digits' })
    await launch(host, ['in time'])
    await expect(host.client.datasets.remove({ id: 'digits' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('puts back the tag of a dataset only where that is there', async () => {
    const { client } = await startHost()
    await client.imageTags.change({ dataset: 'digits', split: 'train', images: [1], add: ['odd'] })
    await client.imageTags.remove({ dataset: 'digits', name: 'odd' })
    await client.datasets.remove({ id: 'digits' })
    const tag = { kind: 'image-tag', id: 'digits/odd' } as const
    await expect(client.trash.restore(tag)).rejects.toMatchObject({ code: 'conflict' })
    await client.trash.restore({ kind: 'dataset', id: 'digits' })
    await client.trash.restore(tag)
    expect(await client.imageTags.list({ dataset: 'digits' })).toEqual([{ split: 'train', name: 'odd', count: 1 }])
  })

  it('gives a run back with the evaluations that waited for it', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['fine'], { conditions: [] })
    const [run = ''] = runs
    await untilRun(host, run, 'done')
    const [busy = ''] = (await launch(host, ['wait'], { conditions: [] })).runs
    await untilRun(host, busy, 'running')
    await host.client.evaluations.launch({ run, conditions: [{ id: 'fgsm' }] })
    const states = async () => (await host.client.evaluations.list({ runs: [run] })).map(({ state }) => state)
    await host.client.runs.annotate({ ids: [run], isTrashed: true })
    expect(await states()).toEqual(['cancelled'])
    await host.client.trash.restore({ kind: 'run', id: run })
    expect(await states()).toEqual(['queued'])
    expect((await host.client.runs.get({ id: run })).trashedAt).toBe(null)
    await host.client.runs.cancel({ id: busy, now: true })
  })

  it('keeps the copy of weights until it is emptied', async () => {
    const { workspace, host, weights } = await withWeights()
    const which = { kind: 'weights', id: weights.id } as const
    await host.client.weights.remove({ id: weights.id })
    await host.client.trash.restore(which)
    expect(await host.client.weights.list({})).toEqual([weights])
    await host.client.weights.remove({ id: weights.id })
    expect(await host.client.trash.empty({})).toEqual({ items: [which], bytes: weights.bytes })
    expect(readdirSync(join(workspace, 'weights'))).toEqual([])
  })
})
