import { describe, expect, it } from 'vitest'
import { ExperimentConfig } from '../../../../src-main/contract/index.ts'
import { catalog } from '../../../../src-main/core/catalog.ts'
import { runConfigsOf } from '../../../../src-main/host/services/run-configs.ts'
import { changedPaths, readDraft, type Draft } from '../../../../src-renderer/lib/config/draft.ts'
import { withValue } from '../../../../src-renderer/lib/config/paths.ts'
import { expand, experimentOf, experimentText } from '../../../../src-renderer/lib/config/runs.ts'
import mnist from '../../../../resources/presets/mnist.json'
import sample from '../../../../resources/presets/sample.json'
import tinyAdversarial from '../../../../resources/presets/tiny-imagenet-adversarial.json'
import tinyBase from '../../../../resources/presets/tiny-imagenet-base.json'
import tiny from '../../../../resources/presets/tiny-imagenet.json'

const read = (content: object): Draft => readDraft(content as Parameters<typeof readDraft>[0], catalog)
const resolved = (experiment: unknown) => runConfigsOf(ExperimentConfig.parse(experiment))
const pair = read(sample.config)

describe('draft', () => {
  it.each([mnist, sample, tinyAdversarial, tinyBase, tiny])('reads $title and writes the same runs', ({ config }) => {
    const draft = read(config)
    expect(draft.variants).toEqual([])
    expect(resolved(experimentOf(draft, catalog))).toEqual(resolved(config))
    expect(experimentOf(draft, catalog)).toMatchObject({ name: config.name, conditions: expect.any(Array) })
  })

  it('knows a base and an adversarial run as a pair', () => {
    expect(pair).toMatchObject({ isPaired: true, seeds: 1, sweeps: {} })
    expect(read(tinyBase.config)).toMatchObject({ isPaired: false })
  })

  it('reads its own text back: pair, sweep and seeds', () => {
    const draft: Draft = { ...pair, seeds: 3, sweeps: { 'objective.params.multiplier': [0.1, 0.2, 0.5] } }
    const again = read(JSON.parse(experimentText(draft, catalog)) as object)
    expect(again).toMatchObject({ isPaired: true, seeds: 3, sweeps: draft.sweeps, variants: [] })
    expect(expand(again)).toEqual(expand(draft))
  })

  it('keeps runs that differ in another way as they are', () => {
    const content = {
      name: 'two',
      base: { dataset: { id: 'shapes' }, epochs: 2 },
      runs: [
        { name: 'a', optimizer: 'adam', batchSize: 8 },
        { name: 'b', optimizer: 'sgd', batchSize: 16 },
        { name: 'c', optimizer: 'sgd', batchSize: 8 },
      ],
    }
    const draft = read(content)
    expect(draft.variants).toHaveLength(3)
    expect(resolved(experimentOf(draft, catalog))).toEqual(resolved(content))
  })

  it('takes one run with its conditions, and keeps wrong values for the form to show', () => {
    const draft = read({ dataset: { id: 'shapes' }, epochs: 'many', conditions: ['clean'], name: 'mine' })
    expect(draft.settings).toMatchObject({ name: 'mine', epochs: 'many', conditions: [{ id: 'clean', params: {} }] })
    expect(experimentOf(draft, catalog)).toMatchObject({ base: { epochs: 'many' }, runs: [{ name: 'mine' }] })
  })

  it('reads a sweep as the lists that it makes, and keeps the stop rules', () => {
    const experiment = {
      name: 'swept',
      base: { dataset: { id: 'shapes' } },
      runs: [{}],
      sweep: { fields: { epochs: { min: 2, max: 4 } }, seeds: [0, 1] },
      stop: { median: { fromEpoch: 2 } },
    }
    const draft = readDraft(experiment, catalog)
    expect(draft).toMatchObject({ sweeps: { epochs: [2, 3, 4] }, seeds: 2, variants: [] })
    expect(expand(draft).map(({ name }) => name)).toEqual(
      [2, 3, 4].flatMap((epochs) => [0, 1].map((seed) => `swept, epochs ${epochs}, seed ${seed}`)),
    )
    expect(experimentOf(draft, catalog)).toMatchObject({ stop: experiment.stop })
  })

  it('sweeps a parameter of the objective only in the runs that have it', () => {
    const runs = expand({ ...pair, seeds: 2, sweeps: { 'objective.params.multiplier': [0.1, 0.2, 0.5] } })
    expect(runs.map(({ name }) => name)).toEqual([
      'Sample experiment, base, seed 1',
      'Sample experiment, base, seed 2',
      'Sample experiment, adversarial, multiplier 0.1, seed 1',
      'Sample experiment, adversarial, multiplier 0.1, seed 2',
      'Sample experiment, adversarial, multiplier 0.2, seed 1',
      'Sample experiment, adversarial, multiplier 0.2, seed 2',
      'Sample experiment, adversarial, multiplier 0.5, seed 1',
      'Sample experiment, adversarial, multiplier 0.5, seed 2',
    ])
  })

  it('makes one run where the objective itself is the plain one', () => {
    const settings = withValue(pair.settings, 'objective', { id: 'cross-entropy', params: {} })
    expect(expand({ ...pair, settings })).toHaveLength(1)
  })

  it('counts what differs once: a value, a list, an exchanged method without its parameters', () => {
    const settings = withValue(
      withValue(withValue(pair.settings, 'epochs', 3), 'augmentations', []),
      'optimizer',
      read({ dataset: { id: 'shapes' }, optimizer: 'adam' }).settings['optimizer'],
    )
    expect(changedPaths({ ...pair, settings }, pair).toSorted()).toEqual(['augmentations', 'epochs', 'optimizer.id'])
    expect(changedPaths(pair, pair)).toEqual([])
  })
})
