import { describe, expect, it } from 'vitest'
import { startHost, untilEvaluated } from '../../support/test-host.ts'

describe('effects of what runs differ in', () => {
  it('are of whole runs, by a measure that they have', async () => {
    const host = await startHost()
    const run = (name: string, more: object) => ({ name, ...more })
    const { runs } = await host.client.experiments.launch({
      base: { dataset: { id: 'idx' }, epochs: 3 },
      runs: [
        run('curve 0.5 0.4', { weightDecay: 0, seed: 0 }),
        run('curve 0.7 0.6', { weightDecay: 0, seed: 1 }),
        run('curve 0.8 0.9', { weightDecay: 0.1, seed: 0, optimizer: 'adam' }),
        run('not a number', { weightDecay: 0.1, seed: 1 }),
      ],
    })
    await untilEvaluated(host, ...runs)
    const found = await host.client.measures.effects({ runs })
    expect(found.fields).toEqual(['optimizer.id', 'weightDecay'])
    expect(found).toMatchObject({ measure: 'best:validation-accuracy', partial: 1, unmeasured: 0 })
    expect(found.measures.map(({ id }) => id)).toEqual([
      'best:validation-accuracy',
      'last:validation-accuracy',
      'evaluated:clean',
    ])
    expect(found.runs[2]).toMatchObject({
      settings: { 'optimizer.id': 'adam', weightDecay: 0.1 },
      results: { 'best:validation-accuracy': 0.9, 'last:validation-accuracy': 0.9, 'evaluated:clean': 1 },
      isPartial: false,
    })
    const decay = found.effects.find(({ path }) => path === 'weightDecay')
    expect(decay?.levels).toMatchObject([
      { label: '0', mean: expect.closeTo(0.6, 9), runs: 2, settings: 1, seeds: 2 },
      { label: '0.1', mean: expect.closeTo(0.9, 9), interval: null, runs: 1 },
    ])
    const last = await host.client.measures.effects({ runs, measure: 'last:validation-accuracy' })
    expect(last.effects.at(-1)?.levels[0]?.mean).toBeCloseTo(0.5, 9)
  })
})
