import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunConfig, type Problem } from '../../../src-main/contract/index.ts'
import type { Host } from '../../../src-main/host/create-host.ts'
import { preFlight } from '../../../src-main/host/services/pre-flight.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { programFolder, untilRun } from '../../support/test-host.ts'
import { withWeights } from '../../support/with-weights.ts'

const shapes = { id: 'shapes', params: { classes: 3, size: 16, train: 32, validation: 16 } }
const base = {
  dataset: shapes,
  architecture: 'small-cnn:width=4,depth=1',
  batchSize: 8,
  backend: 'javascript',
  monitor: { trainImages: 8, validationImages: 16 },
}

const engine = join(programFolder, 'out', 'main', 'engine.cjs')

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
