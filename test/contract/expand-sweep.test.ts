import { describe, expect, it } from 'vitest'
import { expandSweep } from '../../src-main/contract/expand-sweep.ts'
import { Sweep, type SweepInput } from '../../src-main/contract/sweeps.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const base = { dataset: { id: 'shapes' }, optimizer: 'sgd:learningRate=0.1' }
const expand = (sweep: SweepInput, runs: Record<string, unknown>[] = [{}]) =>
  expandSweep({ name: 'study', base, runs, sweep: Sweep.parse(sweep) }, catalog)

const rate = 'optimizer.params.learningRate'

describe('a grid', () => {
  it('is every combination, for every seed, with names that say so', () => {
    const runs = expand({ fields: { epochs: { values: [5, 10] }, [rate]: { values: [0.1, 0.01] } }, seeds: [0, 3] })
    expect(runs).toHaveLength(8)
    expect(runs[1]).toEqual({
      name: 'study, epochs 5, learning rate 0.1, seed 3',
      epochs: 5,
      seed: 3,
      optimizer: { id: 'sgd', params: { learningRate: 0.1 } },
    })
    expect(new Set(runs.map(({ name }) => name))).toHaveProperty('size', 8)
  })

  it('spaces a range evenly on its scale, and takes all whole numbers where only they are valid', () => {
    const rates = expand({ fields: { [rate]: { min: 1e-4, max: 1e-1, scale: 'log', count: 4 } } })
    expect(rates.map((run) => (run['optimizer'] as { params: unknown }).params)).toEqual(
      [0.0001, 0.001, 0.01, 0.1].map((learningRate) => ({ learningRate })),
    )
    expect(expand({ fields: { epochs: { min: 2, max: 4 } } }).map(({ epochs }) => epochs)).toEqual([2, 3, 4])
    expect(expand({ fields: { epochs: { min: 1, max: 4, count: 3 } } }).map(({ epochs }) => epochs)).toEqual([1, 3, 4])
    const decays = expand({ fields: { weightDecay: { min: 0, max: 0.3, step: 0.1 } } })
    expect(decays.map(({ weightDecay }) => weightDecay)).toEqual([0, 0.1, 0.2, 0.3])
  })

  it('sweeps a parameter only in the runs whose method has it, and a method before its parameters', () => {
    const pair = [
      { name: 'base', objective: 'cross-entropy' },
      { name: 'trades', objective: 'trades' },
    ]
    const swept = expand({ fields: { 'objective.params.beta': { values: [1, 6] } } }, pair)
    expect(swept.map(({ name }) => name)).toEqual(['base', 'trades, beta 1', 'trades, beta 6'])
    const both = expand({
      fields: { 'objective.params.beta': { values: [1, 6] }, objective: { values: ['cross-entropy', 'trades'] } },
    })
    expect(both.map(({ name }) => name)).toEqual([
      'study, objective cross-entropy',
      'study, objective trades, beta 1',
      'study, objective trades, beta 6',
    ])
  })

  it('reaches into lists and groups', () => {
    const runs = expand({ fields: { 'augmentations.0.params.sigma': { values: [0.1, 0.2] } } }, [
      { augmentations: ['gaussian-noise:sigma=0.05', 'flip'] },
    ])
    expect(runs[1]?.['augmentations']).toEqual([{ id: 'gaussian-noise', params: { sigma: 0.2 } }, 'flip'])
  })
})

describe('a random sweep', () => {
  const fields = { [rate]: { min: 1e-4, max: 1e-1, scale: 'log' as const }, epochs: { values: [5, 10] } }

  it('is the same for the same seed, begins as a longer one does, and another for another seed', () => {
    const twelve = expand({ fields, method: 'random', count: 12, seed: 3 })
    expect(twelve).toHaveLength(12)
    expect(expand({ fields, method: 'random', count: 12, seed: 3 })).toEqual(twelve)
    expect(expand({ fields, method: 'random', count: 24, seed: 3 }).slice(0, 12)).toEqual(twelve)
    expect(expand({ fields, method: 'random', count: 12, seed: 4 })).not.toEqual(twelve)
  })

  it('is uniform over orders of magnitude on a logarithmic scale', () => {
    const runs = expand({ fields: { [rate]: fields[rate] ?? { values: [] } }, method: 'random', count: 900 })
    const rates = runs.map((run) => (run['optimizer'] as { params: { learningRate: number } }).params.learningRate)
    for (const [low, high] of [
      [1e-4, 1e-3],
      [1e-3, 1e-2],
      [1e-2, 1e-1],
    ] as const) {
      const share = rates.filter((value) => value >= low && value < high).length / rates.length
      // 300 expected, standard deviation 14.
      expect(share).toBeGreaterThan(0.28)
      expect(share).toBeLessThan(0.39)
    }
  })

  it('draws every whole number of a range alike, its ends included', () => {
    const runs = expand({
      fields: { seed: { min: 0, max: 3 }, epochs: { min: 1, max: 100 } },
      method: 'random',
      count: 300,
    })
    const counts = [0, 1, 2, 3].map((seed) => runs.filter((run) => run['seed'] === seed).length)
    expect(Math.min(...counts)).toBeGreaterThan(50)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300)
  })

  it('leaves the draws of a setting as they are when another is swept beside it', () => {
    const epochs = (sweep: SweepInput) => expand(sweep).map((run) => run['epochs'])
    const alone = { epochs: { min: 1, max: 1000 } }
    const beside = { ...alone, weightDecay: { min: 0, max: 1 } }
    const options = { method: 'random' as const, count: 8 }
    expect(epochs({ fields: beside, ...options })).toEqual(epochs({ fields: alone, ...options }))
  })
})

describe('a sweep that cannot be carried out', () => {
  it('says so in one sentence', () => {
    const refused = (sweep: SweepInput) => () => expand(sweep)
    expect(refused({ fields: { epoch: { values: [1, 2] } } })).toThrow('There is no setting "epoch".')
    expect(refused({ fields: { 'optimizer.params.rate': { values: [1, 2] } } })).toThrow('sgd has no parameter "rate"')
    expect(refused({ fields: { [rate]: { min: 0.1, max: 0.1 } } })).toThrow('is empty')
    expect(refused({ fields: { [rate]: { min: 0, max: 0.1, scale: 'log', count: 3 } } })).toThrow('above 0')
    expect(refused({ fields: { [rate]: { min: 0.01, max: 0.1 } } })).toThrow('a grid needs their number or a step')
    expect(refused({ fields: { epochs: { min: 1, max: 100 }, batchSize: { min: 1, max: 100 } } })).toThrow(
      'The sweep makes 10,000 runs: expected at most 1,000.',
    )
    expect(refused({ fields: { epochs: { values: [1, 2] } }, method: 'random', count: 5 })).toThrow(
      'There are only 2 different draws',
    )
    expect(refused({ fields: { epochs: { values: [1, 2] } }, method: 'random' })).toThrow('number of its draws')
  })
})
