import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PublicWeights, RunConfig, type Problem } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { createRunningImports } from '../../../src-main/host/datasets/running-imports.ts'
import { createPublicWeights } from '../../../src-main/host/services/weights-fetch.ts'
import { importWeights } from '../../../src-main/host/services/weights-import.ts'
import { unfinishedPath } from '../../../src-main/host/unfinished.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { preFlight } from '../../../src-main/host/services/pre-flight.ts'
import { writeTfjsLayers } from '../../../src-main/host/weights/export/write-tfjs-layers.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { serveFile } from '../../support/file-server.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { smallNetwork, valuesOf, writeSmallWeights } from '../../support/small-weights.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fakeEngine, programFolder, startHost, untilRun } from '../../support/test-host.ts'

const shapes = { id: 'shapes', params: { classes: 3, size: 16, train: 32, validation: 16 } }
const base = {
  dataset: shapes,
  architecture: 'small-cnn:width=4,depth=1',
  batchSize: 8,
  backend: 'javascript',
  monitor: { trainImages: 8, validationImages: 16 },
}
const engine = join(programFolder, 'out', 'main', 'engine.cjs')

/** Weights as an import leaves them, without the second that it takes. */
async function withWeights(classes = 3, engineEntry = fakeEngine) {
  const workspace = temporaryFolder()
  const path = writeSmallWeights(join(workspace, 'weights'), classes)
  const store = openStore(workspaceAt(workspace).database)
  store.weights.put({
    ...{
      id: 'small-1',
      title: 'small',
      network: 'Small CNN 4 1',
      inputSize: null,
      classes,
      parameters: 100,
      licence: null,
    },
    ...{ architecture: { id: 'small-cnn', params: { width: 4, depth: 1 } }, source: '/small.h5', sha256: sha256(path) },
    ...{ path: 'weights/small.safetensors', bytes: 1, createdAt: 1 },
    report: { format: 'safetensors', kerasVersion: null, matched: 7, total: 7, notes: [] },
  })
  store.close()
  const host = await startHost(workspace, engineEntry)
  const weights = await host.client.weights.get({ id: 'small-1' })
  return { workspace, host, weights }
}
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

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

  it('is undone by removing them', async () => {
    const { workspace, host, weights } = await withWeights()
    const gone: string[] = []
    host.client.weights.on('removed', ({ id }) => gone.push(id))
    await host.client.weights.remove({ id: weights.id })
    expect(gone).toEqual([weights.id])
    expect(readdirSync(join(workspace, 'weights'))).toEqual([])
    await expect(host.client.weights.get({ id: weights.id })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a run that starts from weights', () => {
  const problemsOf = (host: Host, run: object): Promise<Problem[]> =>
    host.client.experiments.check({ config: { base: { ...base, epochs: 1 }, runs: [run], conditions: [] } })

  it('names them by id, name or a beginning of the hash, and keeps the id', async () => {
    const { host, weights } = await withWeights()
    for (const initialWeights of [weights.id, 'SMALL', weights.sha256.slice(0, 6)]) {
      const { runs } = await host.client.experiments.launch({
        base: { ...base, initialWeights },
        runs: [{}],
        conditions: [],
      })
      expect((await host.client.runs.get({ id: runs[0] as string })).config.initialWeights).toBe(weights.id)
    }
  })

  it('is refused where there are none of that name, with the nearest', async () => {
    const { host, weights } = await withWeights()
    const [problem] = await problemsOf(host, { initialWeights: 'smal' })
    expect(problem).toMatchObject({
      severity: 'error',
      path: 'initialWeights',
      message: 'No weights "smal" are imported.',
      fix: { label: 'Use "small"', path: 'initialWeights', value: weights.id },
    })
  })

  it('is refused where they are of another network, with the layers and the network that fits', async () => {
    const { host, weights } = await withWeights()
    const run = { initialWeights: weights.id, architecture: 'small-cnn:width=6,depth=1' }
    const [problem] = await problemsOf(host, run)
    expect(problem).toMatchObject({
      severity: 'error',
      path: 'initialWeights',
      message: expect.stringMatching(
        /^"small" does not fit this network in "stage1_conv".*is \[.*\], expected \[.*\]\.$/,
      ),
      fix: { path: 'architecture', value: weights.architecture },
    })
    await expect(
      host.client.experiments.launch({ base: { ...base, ...run }, runs: [{}], conditions: [] }),
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('does not fit') })
    expect(await host.client.experiments.list({})).toEqual([])
  })

  it('is told before that its head is new, and nothing where it fits', async () => {
    const { host, weights } = await withWeights(7)
    const initialWeights = weights.id
    expect(await problemsOf(host, { initialWeights })).toMatchObject([
      {
        severity: 'warning',
        path: 'initialWeights',
        message: expect.stringMatching(
          /^\d+ of \d+ variables come from "small"; "\w+" starts at random: .*7 classes.*have 3\.$/,
        ),
      },
    ])
    const other = { ...shapes, params: { ...shapes.params, classes: 7 } }
    expect(await problemsOf(host, { initialWeights, dataset: other })).toEqual([])
  })

  it('warns of frozen blocks only where these start at random', async () => {
    const { host, weights } = await withWeights(7)
    const told = async (run: object): Promise<string[]> =>
      (await problemsOf(host, run)).filter(({ path }) => path === 'freezing').map(({ message }) => message)
    expect(await told({ freezing: 'head-only' })).toHaveLength(1)
    expect(await told({ freezing: 'head-only', initialWeights: weights.id })).toEqual([])
    const frozenHead = { freezing: 'chosen-blocks:blocks=stage1', initialWeights: weights.id }
    expect(await told(frozenHead)).toMatchObject([expect.stringMatching(/^1 of 2 blocks are frozen/)])
  })

  it('is told where they expect another scaling of pixels, which no shape tells', async () => {
    const { weights } = await withWeights()
    const scaled = { ...weights, path: '', architecture: { id: 'efficientnet', params: { imageNetScaling: true } } }
    const architecture = { id: 'efficientnet', params: { imageNetScaling: false, batchNormMomentum: 0.9 } }
    const findings = preFlight({
      config: RunConfig.parse({ dataset: { id: 'shapes' }, architecture, epochs: 60 }),
      images: { counts: { train: 100, validation: 20 }, classes: [] },
      conditions: [],
      trained: { opening: null },
      start: { weights: scaled, fit: { filled: [], anew: [] } },
    })
    const path = 'architecture.params.imageNetScaling'
    expect(findings.map(({ path: at, fix }) => [at, fix])).toEqual([[path, { label: 'Turn it on', path, value: true }]])
  })

  it('keeps them from being removed until it has begun', async () => {
    const { host, weights } = await withWeights()
    const { runs } = await host.client.experiments.launch({
      base: { ...base, initialWeights: weights.id },
      runs: [{ name: 'wait' }],
      conditions: [],
    })
    const run = runs[0] as string
    await expect(host.client.weights.remove({ id: weights.id })).rejects.toMatchObject({
      code: 'conflict',
      message: '"small" is what the run "wait" will start from.',
    })
    await host.client.runs.cancel({ id: run, now: true })
    await untilRun(host, run, 'cancelled')
    await host.client.weights.remove({ id: weights.id })
    expect((await host.client.runs.get({ id: run })).config.initialWeights).toBe(weights.id)
  })

  if (!existsSync(engine)) leaveOut('training from weights, and exporting', 'the engine is not built')
  else
    it('trains from them, tells it, and its checkpoint can be exported and imported again', async () => {
      const { workspace, host, weights } = await withWeights(7, engine)
      const { runs } = await host.client.experiments.launch({
        base: { ...base, epochs: 1, initialWeights: weights.id },
        runs: [{}],
        conditions: [],
      })
      const run = await untilRun(host, runs[0] as string, 'done', 'failed', 'crashed')
      expect(run).toMatchObject({ state: 'done', epoch: 1 })
      const events = await host.client.runs.events({ id: run.id })
      const started = events.filter(({ kind }) => kind === 'started').map(({ message }) => message)
      expect(started).toEqual([
        expect.stringMatching(/^Started: .* From "small": 5 of 7 variables; "predictions" is new\./),
      ])
      const [checkpoint] = await host.client.runs.checkpoints({ id: run.id })
      const id = checkpoint?.id ?? 0
      const fork = { id: run.id, checkpoint: id, changes: { initialWeights: null } }
      await expect(host.client.runs.fork(fork)).rejects.toThrow('A fork starts from its checkpoint')

      const plans = await host.client.weights.exports({ checkpoint: id })
      expect(plans.map(({ format, fileName }) => [format, fileName])).toEqual([
        ['keras3-weights', 'experiment-epoch-1.weights.h5'],
        ['keras-h5', 'experiment-epoch-1.h5'],
        ['tfjs-layers', 'experiment-epoch-1-tfjs'],
        ['onnx', 'experiment-epoch-1.onnx'],
        ['safetensors', 'experiment-epoch-1.safetensors'],
      ])
      const folder = temporaryFolder()
      const wish = { checkpoint: id, format: 'keras-h5', folder, name: 'mine.h5' } as const
      const { path, bytes, lines } = await host.client.weights.export(wish)
      expect(path).toBe(join(folder, 'mine.h5'))
      expect(bytes).toBe(statSync(path).size)
      expect(lines).toContain('model = keras.models.load_model("mine.h5", compile=False)')
      expect(await host.client.weights.import({ path })).toMatchObject({ classes: 3, report: { matched: 7, total: 7 } })

      await expect(host.client.weights.export(wish)).rejects.toMatchObject({ code: 'conflict' })
      await expect(host.client.weights.export({ ...wish, name: '../mine.h5' })).rejects.toThrow('plain file name')
      await expect(host.client.weights.export({ ...wish, name: 'mine' })).rejects.toThrow('must end in ".h5"')
      await expect(host.client.weights.export({ ...wish, folder: join(folder, 'none') })).rejects.toThrow('no folder')
      const reply = await host.dispatch('weights.export', wish, { dataRoot: null })
      expect(reply).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
      // The workspace's own folder of exports is nobody's secret.
      const own = await host.client.weights.export({ checkpoint: id, format: 'safetensors' })
      expect(own.path).toBe(join(workspace, 'exports', 'experiment-epoch-1.safetensors'))

      // A host that ends takes along what it writes.
      const late = host.client.weights.export({ ...wish, name: 'late.h5' })
      const ended = expect(late).rejects.toMatchObject({ code: 'cancelled' })
      await host.close()
      await ended
      expect(readdirSync(folder)).toEqual(['mine.h5'])
    })
})

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
