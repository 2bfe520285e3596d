import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src-main/contract/index.ts'
import type { Host } from '../../../src-main/host/create-host.ts'
import { startHost } from '../../support/test-host.ts'

const base = { dataset: { id: 'idx' }, epochs: 60, architecture: 'small-cnn:width=8,depth=1' }
const adversarial = 'adversarial-regularization'

function check(host: Host, config: unknown): Promise<Problem[]> {
  return host.client.experiments.check({ config })
}

/** The first problem about this setting. */
async function problemOf(path: string | null, config: object): Promise<Problem> {
  const problems = await check(await startHost(), { conditions: [], ...config })
  const found = problems.find((problem) => problem.path === path)
  if (found) return found
  throw new Error(`Nothing is told about ${path}: ${JSON.stringify(problems)}`)
}

describe('checking an experiment', () => {
  it('finds nothing wrong with one that is well, and writes nothing', async () => {
    const host = await startHost()
    expect(await check(host, { base, runs: [{}], conditions: ['clean'] })).toEqual([])
    expect(await check(host, { base: { dataset: { id: 'shapes' } }, runs: [{}] })).toEqual([])
    expect(await host.client.experiments.list({})).toEqual([])
    expect((await host.client.datasets.list({})).map(({ id }) => id)).toEqual(['digits'])
  })

  it('tells everything at once, errors first', async () => {
    const problems = await check(await startHost(), {
      base: { ...base, epochz: 3, monitor: { trainImage: 4 }, optimizer: { id: 'sgd', params: { momentun: 0.5 } } },
      runs: [{ epochs: 0, architecture: 'smal-cnn' }],
      conditions: ['fgms', 'fgsm:epsilon=8'],
    })
    expect(problems.map(({ path, fix }) => [path, fix?.path, fix?.value])).toEqual([
      ['monitor.trainImage', 'monitor', { trainImages: 4 }],
      ['epochz', 'epochz', undefined],
      ['epochs', 'epochs', 1],
      ['architecture.id', 'architecture', { id: 'small-cnn', params: {} }],
      ['optimizer.params.momentun', 'optimizer.params', { momentum: 0.5 }],
      ['conditions.0.id', 'conditions.0', { id: 'fgsm', params: {} }],
      ['conditions.1.params.epsilon', 'conditions.1.params.epsilon', '8/255'],
    ])
    expect(new Set(problems.map(({ severity }) => severity))).toEqual(new Set(['error']))
  })

  it('refuses a precision that the device has not', async () => {
    const precision = { base: { ...base, backend: 'javascript' }, runs: [{ precision: 'bfloat16' }] }
    expect(await problemOf('precision', precision)).toMatchObject({
      severity: 'error',
      message: 'The precision bfloat16 needs TensorFlow, and the JavaScript backend would compute.',
      fix: { label: 'Compute in float32', path: 'precision', value: 'float32' },
    })
    const host = await startHost()
    const launched = host.client.experiments.launch({ version: 1, name: 'rounded', conditions: [], ...precision })
    await expect(launched).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('tells what several runs share once, and which runs it is about where it is not all', async () => {
    const runs = [{ optimizer: 'sgd:momentum=2' }, { schedule: 'cosin' }, { optimizer: 'sgd:momentum=2' }]
    const problems = await check(await startHost(), { base: { ...base, batchSize: 0 }, runs, conditions: [] })
    expect(problems.map(({ message }) => message)).toEqual([
      '"batchSize" must be at least 1: got 0.',
      '"momentum" of "sgd" must lie in [0, 1]: got 2 (in runs 1 and 3).',
      'There is no schedule called "cosin" (in run 2).',
    ])
  })

  it.each<[string, object, string | null, string, unknown]>([
    ['a batch that is too large', { batchSize: 100 }, 'batchSize', 'larger than the training set of 80', 8],
    ['a warm-up without end', { warmupEpochs: 60 }, 'warmupEpochs', 'takes 60 of 60 epochs', 6],
    [
      'slow moving statistics in a short run',
      { architecture: 'small-cnn:width=8,depth=1,batchNormMomentum=0.999' },
      'architecture.params.batchNormMomentum',
      'After 180 steps the moving statistics of batch normalization still hold 84 % of their start',
      0.9,
    ],
  ])('warns of %s, and mends it', async (_, settings, path, message, value) => {
    const problem = await problemOf(path, { base: { ...base, ...settings }, runs: [{}] })
    expect(problem).toMatchObject({ severity: 'warning', message: expect.stringContaining(message) })
    expect(problem.fix).toMatchObject({ path, value })
    const mended = { ...base, ...settings, ...(path === null || path.includes('.') ? {} : { [path]: value }) }
    if (path?.includes('.') === false) {
      expect(await check(await startHost(), { base: mended, runs: [{}], conditions: [] })).toEqual([])
    }
  })

  it('warns where an attack is trained against and none monitored, and refuses where it is watched', async () => {
    const unseen = await problemOf('monitor.attack', { base, runs: [{ objective: adversarial }] })
    expect(unseen).toMatchObject({ severity: 'warning', message: expect.stringContaining('monitors none') })
    const watched = { schedule: 'plateau:monitor=attacked-validation-accuracy' }
    const refused = await problemOf('monitor.attack', { base, runs: [{ objective: adversarial, ...watched }] })
    expect(refused).toMatchObject({ severity: 'error', fix: { path: 'monitor.attack', value: unseen.fix?.value } })
    const monitor = { attack: refused.fix?.value }
    const config = { base, runs: [{ objective: adversarial, ...watched, monitor }], conditions: [] }
    expect(await check(await startHost(), config)).toEqual([])
  })

  it('warns where single steps are trained against and monitored, and monitors more of them', async () => {
    const objective = 'fast-adversarial-training:epsilon=2/255,stepSize=2.5/255'
    const blind = { objective, monitor: { attack: 'fgsm:epsilon=2/255' } }
    const problem = await problemOf('monitor.attack', { base, runs: [blind] })
    expect(problem).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('catastrophic overfitting will not be seen'),
      fix: { label: 'Monitor pgd', path: 'monitor.attack', value: { params: { epsilon: 2 / 255, steps: 10 } } },
    })
    const mended = { objective, monitor: { attack: problem.fix?.value } }
    const regularized = { ...blind, objective: adversarial }
    expect(await check(await startHost(), { base, runs: [mended, regularized], conditions: [] })).toEqual([])
  })

  it.each([
    ['adversarial-training', 'Every step passes the network 11 times there and back'],
    ['free-adversarial-training', 'Every batch is taken 4 times in a row: 60 epochs have as many steps as 240 others.'],
  ])('warns of what a step of %s costs', async (objective, message) => {
    const problem = await problemOf('objective', { base, runs: [{ objective }] })
    expect(problem).toMatchObject({ severity: 'warning', message: expect.stringContaining(message) })
  })

  it('refuses a block that the network lacks, mends it, and warns of frozen blocks that are random', async () => {
    const choice = (blocks: string) => ({ freezing: { id: 'chosen-blocks', params: { blocks } } })
    const refused = await problemOf('freezing.params.blocks', { base, runs: [choice('stag1+heads')] })
    expect(refused).toMatchObject({
      severity: 'error',
      message: 'The architecture has no block called "stag1".',
      fix: { value: 'stage1+head' },
    })
    expect(await problemOf('freezing', { base, runs: [choice('head')] })).toMatchObject({
      severity: 'warning',
      message: '1 of 2 blocks are frozen, and their weights start at random: frozen layers stay random.',
      fix: { path: 'freezing', value: { id: 'all' } },
    })
    const all = { base, runs: [choice(String(refused.fix?.value))], conditions: [] }
    expect(await check(await startHost(), all)).toEqual([])
  })

  it('marks noises that the augmentation holds as seen', async () => {
    const config = { base: { ...base, augmentations: ['gaussian-noise'] }, runs: [{}] }
    const { severity, message } = await problemOf('augmentations', {
      ...config,
      conditions: ['clean', 'gaussian-noise'],
    })
    expect([severity, message]).toEqual([
      'warning',
      'gaussian-noise is in the training augmentation: where it is evaluated, it will be marked as seen.',
    ])
  })

  it('says that no dataset is imported, and offers another import of the kind', async () => {
    const dataset = { id: 'tiny-imagenet' }
    expect(await problemOf('dataset.imported', { base: { dataset }, runs: [{}] })).toMatchObject({
      severity: 'error',
      message: 'No dataset of the kind "tiny-imagenet" is imported.',
      fix: null,
    })
    const unknown = { id: 'idx', imported: 'digitz' }
    expect((await problemOf('dataset.imported', { base: { dataset: unknown }, runs: [{}] })).fix).toEqual({
      label: 'Use "Digits"',
      path: 'dataset.imported',
      value: 'digits',
    })
  })

  it('says that images are too small for the architecture, as a launch does', async () => {
    const host = await startHost()
    const params = { size: 16, train: 16, validation: 16 }
    const config = { base: { dataset: { id: 'shapes', params } }, runs: [{ architecture: 'small-cnn:depth=6' }] }
    const [problem] = await check(host, config)
    expect(problem).toMatchObject({ severity: 'error', path: 'architecture' })
    await expect(host.client.experiments.launch(config)).rejects.toMatchObject({ message: problem?.message })
  })

  it('says what is wrong with what is no experiment at all', async () => {
    const host = await startHost()
    expect((await check(host, null)).map(({ message, path }) => [message, path])).toEqual([
      ['The input must be an object: got null.', null],
    ])
    expect((await check(host, { runs: [], condition: [] })).map(({ path }) => path)).toEqual(['condition', 'runs'])
  })
})

describe('presets of the user', () => {
  it('are kept beside those of the program, under a title of their own, and can be removed', async () => {
    const host = await startHost()
    const shipped = await host.client.experiments.presets({})
    const config = { base, runs: [{}, { objective: adversarial }] }
    const saved = await host.client.experiments.savePreset({ title: 'Digits, twice', config })
    expect(saved).toMatchObject({
      isShipped: false,
      summary: '2 runs: small-cnn on idx, cross-entropy, adversarial-regularization.',
    })
    expect(await host.client.experiments.presets({})).toEqual([...shipped, saved])
    await expect(host.client.experiments.savePreset({ title: 'Digits, twice', config })).rejects.toMatchObject({
      code: 'conflict',
      message: 'You have a preset "Digits, twice" already.',
    })
    const wrong = { base: { ...base, epochs: 0 }, runs: [{}] }
    await expect(host.client.experiments.savePreset({ title: 'Wrong', config: wrong })).rejects.toMatchObject({
      message: '"epochs" must be at least 1: got 0.',
    })
    await host.client.experiments.removePreset({ id: saved.id })
    expect(await host.client.experiments.presets({})).toEqual(shipped)
    await expect(host.client.experiments.removePreset({ id: saved.id })).rejects.toMatchObject({ code: 'not-found' })
    await expect(host.client.experiments.removePreset({ id: 'sample' })).rejects.toMatchObject({ code: 'conflict' })
  })
})
