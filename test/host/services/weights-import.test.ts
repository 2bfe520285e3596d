import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HostContext } from '../../../src-main/host/context.ts'
import { createRunningImports } from '../../../src-main/host/datasets/running-imports.ts'
import { importWeights } from '../../../src-main/host/services/weights-import.ts'
import { unfinishedPath } from '../../../src-main/host/unfinished.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { writeTfjsLayers } from '../../../src-main/host/weights/export/write-tfjs-layers.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { smallNetwork, valuesOf, writeSmallWeights } from '../../support/small-weights.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost } from '../../support/test-host.ts'
import { sha256, withWeights } from '../../support/with-weights.ts'

describe('importing weights', () => {
  it('finds out what they are, keeps a copy, and announces it', async () => {
    const workspace = temporaryFolder()
    const host = await startHost(workspace)
    const path = writeSmallWeights(temporaryFolder(), 3)
    const announced: string[] = []
    host.client.weights.on('changed', ({ id }) => announced.push(id))
    const stages: string[] = []
    host.client.weights.on('progress', ({ subject, stage }) => stages.push(`${stage} ${subject}`))
    const weights = await host.client.weights.import({ path, licence: 'MIT' })
    expect(weights).toMatchObject({
      title: 'small',
      architecture: { id: 'small-cnn', params: { width: 4, depth: 1 } },
      inputSize: null,
      classes: 3,
      source: path,
      licence: 'MIT',
      sha256: sha256(path),
      report: { format: 'safetensors', kerasVersion: null, matched: weights.report.total },
    })
    expect(announced).toEqual([weights.id])
    expect(stages).toEqual(['reading', 'matching', 'writing'].map((stage) => `${stage} ${path}`))
    expect(await host.client.weights.list({})).toEqual([weights])
    expect(await host.client.weights.get({ id: weights.id })).toEqual(weights)

    // The same file again is the same weights, under their new name.
    const again = await host.client.weights.import({ path, name: 'Small one' })
    expect(again).toEqual({ ...weights, title: 'Small one' })
    expect(await host.client.weights.list({})).toEqual([again])
  })

  it('knows a file by its hash, whatever it was called, and never takes the name of another file', async () => {
    const { workspace, host, weights } = await withWeights()
    const copy = join(workspace, 'weights', 'small.safetensors')
    expect(await host.client.weights.import({ path: copy, name: 'Again' })).toMatchObject({
      ...{ id: weights.id, title: 'Again', sha256: weights.sha256 },
    })
    expect(await host.client.weights.list({})).toHaveLength(1)
    const other = writeSmallWeights(temporaryFolder(), 5)
    const first = await host.client.weights.import({ path: other })
    await host.client.weights.remove({ id: first.id })
    await host.client.trash.empty({})
    await host.close()
    const store = openStore(workspaceAt(workspace).database)
    store.weights.put({ ...weights, id: first.id, sha256: 'another', path: 'weights/another.safetensors' })
    store.close()
    const next = await startHost(workspace)
    expect((await next.client.weights.import({ path: other })).id).toBe(`small-cnn-${first.sha256}`)
    expect((await next.client.weights.get({ id: first.id })).sha256).toBe('another')
  })

  it('leaves no copy where it cannot be recorded, and a new host clears what an old one left half-written', async () => {
    const workspace = workspaceAt(temporaryFolder())
    const store = openStore(workspace.database)
    const context = {
      ...{ workspace, store, now: () => 1, emit: () => undefined },
      journal: () => {
        throw new Error('full')
      },
    } as unknown as HostContext
    const path = writeSmallWeights(temporaryFolder(), 3)
    await expect(importWeights(context, createRunningImports(), { path }, {})).rejects.toThrow('full')
    store.close()
    expect(readdirSync(workspace.weights)).toEqual([])
    writeFileSync(unfinishedPath(join(workspace.weights, 'import')), 'half')
    mkdirSync(unfinishedPath(join(workspace.exports, 'model-tfjs')), { recursive: true })
    writeFileSync(join(workspace.exports, 'mine.tmp'), 'mine')
    await startHost(workspace.folder)
    expect(readdirSync(workspace.weights)).toEqual([])
    expect(readdirSync(workspace.exports)).toEqual(['mine.tmp'])
  })

  it('keeps nothing of a file that is none, and says in one sentence why', async () => {
    const workspace = temporaryFolder()
    const host = await startHost(workspace)
    const path = join(temporaryFolder(), 'notes.h5')
    writeFileSync(path, 'These are no weights.')
    await expect(host.client.weights.import({ path })).rejects.toMatchObject({
      code: 'invalid-input',
      message: '"notes.h5" is no weight file. Nothing was loaded.',
    })
    expect(await host.client.weights.list({})).toEqual([])
    expect(existsSync(join(workspace, 'weights'))).toBe(false)
  })

  it('can be cancelled', async () => {
    const workspace = temporaryFolder()
    const host = await startHost(workspace)
    const path = writeSmallWeights(temporaryFolder(), 3)
    host.client.weights.on('progress', ({ stage, subject }) => {
      if (stage === 'reading') void host.client.weights.cancel({ subject })
    })
    await expect(host.client.weights.import({ path })).rejects.toMatchObject({ code: 'cancelled' })
    expect(await host.client.weights.list({})).toEqual([])
  })

  it('from a browser is of files below the data folder only', async () => {
    const host = await startHost(temporaryFolder())
    const path = writeSmallWeights(temporaryFolder(), 3)
    const reply = await host.dispatch('weights.import', { path }, { dataRoot: null })
    expect(reply).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  })

  it('reads no shard of a TensorFlow.js model that a link leads to outside of the data folder', async () => {
    const host = await startHost(temporaryFolder())
    const [secret, dataRoot] = [temporaryFolder(), temporaryFolder()]
    const network = smallNetwork(3)
    writeTfjsLayers(join(secret, 'model'), {
      network,
      architecture: { id: 'small-cnn', params: { width: 4, depth: 1 } },
      values: valuesOf(network),
      classes: ['a', 'b', 'c'],
    })
    mkdirSync(join(dataRoot, 'model'))
    copyFileSync(join(secret, 'model', 'model.json'), join(dataRoot, 'model', 'model.json'))
    const shards = readdirSync(join(secret, 'model')).filter((name) => name.endsWith('.bin'))
    for (const shard of shards) symlinkSync(join(secret, 'model', shard), join(dataRoot, 'model', shard))
    const ask = (root: string) => host.dispatch('weights.import', { path: 'model/model.json' }, { dataRoot: root })
    expect(await ask(dataRoot)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    expect(await host.client.weights.list({})).toEqual([])
    expect(await ask(secret)).toMatchObject({ ok: true, value: { report: { format: 'tfjs-layers', matched: 7 } } })
  })

  it('is undone by removing them and emptying the trash', async () => {
    const { workspace, host, weights } = await withWeights()
    const gone: string[] = []
    host.client.weights.on('removed', ({ id }) => gone.push(id))
    await host.client.weights.remove({ id: weights.id })
    expect(gone).toEqual([weights.id])
    await expect(host.client.weights.get({ id: weights.id })).rejects.toMatchObject({ code: 'not-found' })
    await host.client.trash.empty({})
    expect(readdirSync(join(workspace, 'weights'))).toEqual([])
  })
})
