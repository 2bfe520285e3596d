import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PublicWeights } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { createHost } from '../../../src-main/host/create-host.ts'
import { createRunningImports } from '../../../src-main/host/datasets/running-imports.ts'
import { createPublicWeights } from '../../../src-main/host/services/weights-fetch.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { serveFile } from '../../support/file-server.ts'
import { writeSmallWeights } from '../../support/small-weights.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fakeEngine, programFolder } from '../../support/test-host.ts'

describe('public weights', () => {
  async function withCatalogue(change: Partial<PublicWeights> = {}) {
    const source = writeSmallWeights(temporaryFolder(), 3)
    const content = readFileSync(source)
    const server = await serveFile(content)
    const md5 = createHash('md5').update(content).digest('hex')
    const entry = {
      ...{ id: 'small', architecture: { id: 'small-cnn', params: { width: 4 } }, inputSize: 16, hasTop: true },
      ...{ url: server.url, md5, bytes: null, licence: 'Apache 2.0' },
      ...change,
    }
    const program = temporaryFolder()
    mkdirSync(join(program, 'resources', 'weights'), { recursive: true })
    writeFileSync(join(program, 'resources', 'weights', 'catalogue.json'), JSON.stringify([entry]))
    copyFileSync(join(programFolder, 'package.json'), join(program, 'package.json'))
    const workspace = temporaryFolder()
    const settingsFile = join(workspace, 'settings.json')
    const options = { workspace, programFolder: program, engineEntry: fakeEngine, settingsFile, checksReplies: true }
    const host = await createHost(options)
    onTestFinished(() => host.close())
    return { host, server, entry, program, workspace }
  }

  it('are fetched on request alone, from where a fetch broke, then imported, and nothing else is left', async () => {
    const { host, server, entry, workspace } = await withCatalogue()
    expect(await host.client.weights.catalogue({})).toEqual([{ ...entry, fetched: null }])
    expect(server.requests).toEqual([])
    const stages = new Set<string>()
    host.client.weights.on('progress', ({ subject, stage }) => stages.add(`${stage} ${subject}`))
    server.breaksAfter = 500
    await expect(host.client.weights.fetch({ id: 'small' })).rejects.toThrow('broke')
    server.breaksAfter = null
    const weights = await host.client.weights.fetch({ id: 'small' })
    expect(server.requests.at(-1)?.range).toMatch(/^bytes=\d+-$/)
    expect(weights).toMatchObject({ source: server.url, licence: 'Apache 2.0', title: 'Small CNN 4, 16 px, ImageNet' })
    expect([...stages]).toEqual(['fetching', 'reading', 'matching', 'writing'].map((stage) => `${stage} small`))
    expect((await host.client.weights.catalogue({}))[0]?.fetched).toBe(weights.id)
    expect(readdirSync(join(workspace, 'weights', 'downloads'))).toEqual([])
  })

  it('that are not what they should be are not imported', async () => {
    const { host, server } = await withCatalogue()
    server.content = Buffer.from('something else')
    await expect(host.client.weights.fetch({ id: 'small' })).rejects.toThrow('must have MD5')
    expect(await host.client.weights.list({})).toEqual([])
  })

  it('that were fetched stay where their import fails for reasons of this machine, not where they are no weights', async () => {
    const { entry, server, program, workspace } = await withCatalogue({ md5: null })
    const downloads = join(workspace, 'weights', 'downloads')
    const store = openStore(workspaceAt(workspace).database)
    const context = {
      ...{ workspace: workspaceAt(workspace), programFolder: program, store, now: () => 1, emit: () => undefined },
      journal: () => {
        throw new Error('full')
      },
    } as unknown as HostContext
    const { fetch } = createPublicWeights(context, createRunningImports())
    await expect(fetch(entry.id)).rejects.toThrow('full')
    expect(readdirSync(downloads)).toEqual(['small.h5'])
    rmSync(join(downloads, 'small.h5'))
    server.content = Buffer.from('something else')
    await expect(fetch(entry.id)).rejects.toThrow('is no weight file')
    expect(readdirSync(downloads)).toEqual([])
    store.close()
  })

  it('of an unknown name are told with the nearest', async () => {
    const { host } = await withCatalogue()
    await expect(host.client.weights.fetch({ id: 'smal' })).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('Did you mean "small"?'),
    })
  })

  it('that come with the program are all that Keras publishes for our architectures, each of a network we have', async () => {
    const text = readFileSync(join(programFolder, 'resources', 'weights', 'catalogue.json'), 'utf8')
    const all = PublicWeights.array().parse(JSON.parse(text))
    expect(all).toHaveLength(90)
    for (const of of ['id', 'url'] as const) expect(new Set(all.map((entry) => entry[of])).size).toBe(90)
    const hosts = new Set(all.map(({ url }) => new URL(url).host))
    expect(hosts).toEqual(new Set(['storage.googleapis.com', 'github.com']))
    const { findMethod } = await import('../../../src-main/core/catalog.ts')
    for (const { architecture } of all) findMethod('architectures', architecture)
    expect(all.filter(({ md5 }) => md5 === null).map(({ architecture }) => architecture.id)).toEqual(
      Array.from({ length: 60 }, () => 'mobilenet-v2'),
    )
  })
})
