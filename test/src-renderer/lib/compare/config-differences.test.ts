import { describe, expect, it } from 'vitest'
import { configDifferences } from '../../../../src-renderer/lib/compare/config-differences.ts'
import { aRun, catalog } from '../../support/samples.ts'

describe('configDifferences', () => {
  it('lists only what differs, in words, with the parameters of methods that were left out', () => {
    const runs = [
      aRun({ name: 'a', config: { optimizer: 'sgd:learningRate=0.1' } }),
      aRun({ id: 'b', name: 'b', config: { optimizer: 'sgd', seed: 7 } }),
    ]
    const found = configDifferences(runs, catalog)
    expect(found.map(({ path }) => path)).toEqual(['seed', 'optimizer.params.learningRate'])
    expect(found[0]).toMatchObject({ title: 'Seed', values: ['0', '7'] })
    expect(found[1]).toMatchObject({ title: 'Optimizer, learning rate' })
    expect(found[1]?.values[0]).toBe('0.1')
  })

  it('names methods by their titles and strengths by k/255', () => {
    const runs = [
      aRun({ config: { objective: 'cross-entropy' } }),
      aRun({ id: 'b', config: { objective: 'adversarial-regularization:stepSize=2/255' } }),
    ]
    const byPath = new Map(configDifferences(runs, catalog).map(({ path, values }) => [path, values]))
    expect(byPath.get('objective.id')?.[0]).toBe('Cross-entropy')
    expect(byPath.get('objective.params.stepSize')).toEqual(['–', '2/255'])
  })

  it('has nothing for one run', () => {
    expect(configDifferences([aRun()], catalog)).toEqual([])
  })
})
