import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockWorkspace } from '../../../src-main/host/lock.ts'
import { createWorkspace, workspaceAt } from '../../../src-main/host/workspace.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import { writeOlderWorkspace } from '../../support/older-workspace.ts'
import { insertFinished, insertRun, shapesDataset } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost, workspaceWithDataset } from '../../support/test-host.ts'

const weights = Buffer.from('weights of a run')
const sha256 = createHash('sha256').update(weights).digest('hex')

/** A workspace that another program left: one run with a checkpoint and ten predictions for each name. */
function otherWorkspace(
  names: readonly string[],
  fill: (store: Store, folder: string) => void = () => undefined,
): string {
  const folder = temporaryFolder()
  createWorkspace(workspaceAt(folder))
  return changed(folder, (store) => {
    for (const name of names) addDone(store, folder, name)
    fill(store, folder)
  })
}

function changed(folder: string, change: (store: Store) => void): string {
  const store = openStore(workspaceAt(folder).database)
  change(store)
  store.close()
  return folder
}

function addDone(store: Store, folder: string, run: string): void {
  insertRun(store, run)
  store.metrics.put(run, [{ name: 'loss', step: 4, epoch: 1, value: 0.1 + 0.2 }])
  store.metricSummaries.put(run, [{ name: 'loss', step: 4, epoch: 1, value: 0.1 + 0.2 }])
  store.events.insert({ run, step: 4, kind: 'ended', message: 'All epochs are done.', at: 5 })
  store.tags.add(run, 'cluster')
  const path = `runs/${run}/checkpoints/last-000000004-000001.safetensors`
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), weights)
  const file = { path, bytes: weights.length, sha256 }
  const { checkpoint } = store.checkpoints.record({ run, kind: 'last', step: 4, epoch: 1, ...file, createdAt: 4 })
  store.runs.setProgress(run, 4, 1)
  store.runs.setState(run, 'done', null, 6)
  insertFinished(store, { run, checkpoint: checkpoint.id, n: 10, isRight: (image) => image < 7, endedAt: 9 })
}

async function open() {
  const workspace = workspaceWithDataset()
  return { workspace, client: (await startHost(workspace)).client }
}

const merge = async (host: Awaited<ReturnType<typeof open>>, folder: string) =>
  (await host.client.elsewhere.merge({ task: 'merge', folder })).runs

describe('merging another workspace', () => {
  it('brings runs with everything that belongs to them, once', async () => {
    const host = await open()
    // Numbers of the other workspace mean other rows here.
    const mine = await merge(host, otherWorkspace(['mine']))
    const folder = otherWorkspace(['first', 'second'])
    expect(mine).toMatchObject([{ run: 'mine', outcome: 'taken', evaluations: 1 }])
    expect(await merge(host, folder)).toMatchObject([
      { run: 'first', outcome: 'taken', evaluations: 1 },
      { run: 'second', outcome: 'taken', evaluations: 1 },
    ])
    expect((await merge(host, folder)).map(({ outcome }) => outcome)).toEqual(['known', 'known'])

    const run = await host.client.runs.get({ id: 'second' })
    expect(run).toMatchObject({ state: 'done', step: 4, tags: ['cluster'], latest: { loss: 0.1 + 0.2 }, color: 2 })
    expect(run.arrival).toMatchObject({ folder, machine: null })
    expect((await host.client.runs.events({ id: 'second' })).map(({ kind }) => kind)).toEqual(['ended'])
    const [file] = await host.client.runs.checkpoints({ id: 'second' })
    expect(file).toMatchObject({ kind: 'last', sha256 })
    const [evaluation, ...others] = await host.client.evaluations.list({ runs: ['second'] })
    expect(others).toEqual([])
    expect(evaluation).toMatchObject({ checkpoint: file?.id, state: 'done', n: 10, correct: 7 })
    const wrong = await host.client.evaluations.gallery({ evaluation: evaluation?.id ?? '', outcome: 'misclassified' })
    expect(wrong.rows.map(({ image }) => image)).toEqual([7, 8, 9])
    expect(
      (await host.client.datasets.list({})).filter(({ fingerprint }) => fingerprint === shapesDataset.fingerprint),
    ).toHaveLength(1)
    expect((await host.client.experiments.list({})).map(({ id }) => id)).toContain('experiment-of-second')
  })

  it('brings evaluations that came later to runs that are here', async () => {
    const host = await open()
    const folder = otherWorkspace(['run'])
    await merge(host, folder)
    changed(folder, (store) => {
      const [last] = store.checkpoints.kept('run')
      insertFinished(store, {
        run: 'run',
        checkpoint: last?.id ?? 0,
        n: 4,
        condition: { id: 'fgsm', params: { epsilon: 0.01 } },
      })
    })
    expect(await merge(host, folder)).toMatchObject([{ outcome: 'extended', evaluations: 1 }])
    expect(await host.client.evaluations.list({ runs: ['run'] })).toHaveLength(2)
    expect(await merge(host, folder)).toMatchObject([{ outcome: 'known', evaluations: 0 }])
  })

  it('refuses a run of the same id that came to something else, in a sentence, and takes the others', async () => {
    const host = await open()
    const folder = otherWorkspace(['run'])
    await merge(host, folder)
    changed(folder, (store) => {
      store.metrics.put('run', [{ name: 'loss', step: 4, epoch: 1, value: 0.3 }])
      addDone(store, folder, 'new')
    })
    const [refused, taken] = await merge(host, folder)
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(
        /^This workspace has another run of this id: it is done at step 4 here, done at step 4 there\. /,
      ),
    })
    expect(taken).toMatchObject({ run: 'new', outcome: 'taken' })
    expect((await host.client.runs.get({ id: 'run' })).latest).toEqual({ loss: 0.1 + 0.2 })
  })

  it('takes nothing of a run whose checkpoint was changed or is gone, or that is not finished', async () => {
    const host = await open()
    const folder = otherWorkspace(['damaged', 'gone'], (store) => {
      insertRun(store, 'waiting')
    })
    writeFileSync(join(folder, 'runs/damaged/checkpoints/last-000000004-000001.safetensors'), 'other weights!!!')
    const runs = changed(folder, (store) => {
      store.checkpoints.record({
        ...{ run: 'gone', kind: 'best', step: 2, epoch: 1, bytes: 4, sha256, createdAt: 3 },
        path: 'runs/gone/checkpoints/best-000000002-000001.safetensors',
      })
    })
    expect(await merge(host, runs)).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('its hash is another one') },
      { outcome: 'refused', reason: expect.stringContaining('is gone') },
      { outcome: 'unfinished', reason: 'It is queued there.' },
    ])
    expect(await host.client.runs.list({})).toEqual([])
    expect(readdirSync(workspaceAt(host.workspace).runs).filter((name) => name !== '.merging')).toEqual([])
  })

  it('brings a workspace of an older version to this one on a copy', async () => {
    const host = await open()
    const folder = temporaryFolder()
    writeOlderWorkspace(folder, 3)
    const runs = await merge(host, folder)
    expect(runs.map(({ outcome }) => outcome)).not.toContain('taken')
    expect(runs[0]?.reason).toContain('is gone')
    const store = join(folder, 'store')
    expect(readdirSync(store).filter((name) => name.includes('before'))).toEqual([])
  })

  it('refuses what is no workspace, itself, and one that a program works on', async () => {
    const host = await open()
    await expect(merge(host, temporaryFolder())).rejects.toThrow('is neither a workspace nor a job array.')
    await expect(merge(host, host.workspace)).rejects.toThrow('is this workspace itself')
    const folder = otherWorkspace(['run'])
    const lock = lockWorkspace(workspaceAt(folder))
    await expect(merge(host, folder)).rejects.toThrow('Another program')
    lock.release()
    expect(await merge(host, folder)).toMatchObject([{ outcome: 'taken' }])
    expect(existsSync(join(host.workspace, 'runs', 'run'))).toBe(true)
  })
})
