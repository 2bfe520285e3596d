import { describe, expect, it } from 'vitest'
import { readStop } from '../../src-main/cli/config/read-stop.ts'
import { StopRules } from '../../src-main/contract/stop-rules.ts'
import { sweptConfig } from '../../src-main/cli/sweep.ts'
import { expandedConfig } from '../../src-main/cli/config/load-config.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const config = { name: 'study', base: { dataset: { id: 'shapes' } }, runs: [{}] }

describe('options of a sweep', () => {
  it('tell settings with several values from plain ones', () => {
    const set = ['epochs=5,10', 'batchSize=16', 'conditions=["clean","poisson-noise"]', 'name=mine']
    const swept = sweptConfig(config, { set, seeds: '0..1' }, catalog)
    expect(swept).toMatchObject({ name: 'mine', base: { batchSize: 16 }, conditions: ['clean', 'poisson-noise'] })
    expect(swept.sweep).toMatchObject({ fields: { epochs: { values: [5, 10] } }, method: 'grid', seeds: [0, 1] })
    expect(expandedConfig(swept, catalog).runs.map(({ name }) => name)).toEqual([
      'mine, epochs 5, seed 0',
      'mine, epochs 5, seed 1',
      'mine, epochs 10, seed 0',
      'mine, epochs 10, seed 1',
    ])
  })

  it('draw at random, and add to a sweep that the file has', () => {
    const own = { ...config, sweep: { fields: { epochs: { values: [5, 10] } }, seeds: [7] } }
    const swept = sweptConfig(own, { set: ['weightDecay=0..0.1'], random: '3', seed: '4' }, catalog)
    expect(swept.sweep).toMatchObject({ method: 'random', count: 3, seed: 4, seeds: [7] })
    expect(Object.keys(swept.sweep?.fields ?? {})).toEqual(['epochs', 'weightDecay'])
  })

  it('sweep something', () => {
    expect(() => sweptConfig(config, { set: ['epochs=5'] }, catalog)).toThrow('Nothing is swept')
  })
})

describe('stop rules as they are typed', () => {
  it('are read with their parameters, beside those of the file', () => {
    const rules = readStop(['median:fromEpoch=3', 'halving', 'target=0.9'], StopRules.parse({ maxRuns: 4 }))
    expect(rules).toEqual({
      measure: 'validation-accuracy',
      median: { fromEpoch: 3, minRuns: 3 },
      halving: { firstEpoch: 1, factor: 3 },
      target: 0.9,
      maxRuns: 4,
    })
    expect(readStop(['measure=validation-loss'], null).measure).toBe('validation-loss')
  })

  it('are refused by name, or with what was expected', () => {
    expect(() => readStop(['medium'], null)).toThrow('There is no stop rule "medium".')
    expect(() => readStop(['halving:factor=1'], null)).toThrow('"halving.factor" cannot be read')
  })
})
