import { describe, expect, it } from 'vitest'
import type { Effects, EffectMeasure, SweptRun } from '../../../../src-main/contract/index.ts'
import { effectsTable, leftOutText } from '../../../../src-renderer/lib/compare/effects-table.ts'
import { parallelAxes, runsWithin } from '../../../../src-renderer/lib/compare/parallel-axes.ts'

const accuracy: EffectMeasure = { id: 'best:accuracy', title: 'best accuracy', better: 'larger', isShare: true }
const rate = 'optimizer.params.learningRate'
const run = (id: string, settings: SweptRun['settings'], value?: number): SweptRun => ({
  run: id,
  settings,
  results: value === undefined ? {} : { [accuracy.id]: value },
  isPartial: false,
})
const found: Effects = {
  fields: [rate, 'objective.id'],
  measures: [accuracy],
  measure: accuracy.id,
  runs: [
    run('a', { [rate]: 0.0001, 'objective.id': 'trades' }, 0.2),
    run('b', { [rate]: 0.001, 'objective.id': 'mart' }, 0.4),
    run('c', { [rate]: 0.01 }),
  ],
  effects: [],
  unmeasured: 1,
  partial: 0,
}

describe('parallel coordinates', () => {
  const axes = parallelAxes(found, [accuracy], () => 0)

  it('go by orders of magnitude where a setting does, and by words where it has no numbers', () => {
    expect(axes.map(({ title }) => title)).toEqual(['learning rate', 'objective', 'best accuracy, %'])
    expect(axes[0]?.positions.get('b')).toBeCloseTo(0.5, 12)
    expect(axes[0]?.labelAt(0.5)).toBe('0.001')
    expect(axes[1]?.ticks).toEqual([
      { at: 0, label: 'mart' },
      { at: 1, label: 'trades' },
    ])
    expect(axes[2]?.ticks.map(({ label }) => label)).toEqual(['20.0', '40.0'])
  })

  it('have an axis of seeds only where there are several', () => {
    expect(parallelAxes(found, [accuracy], (id) => id.length + id.charCodeAt(0)).map(({ id }) => id)).toContain('seed')
  })

  it('choose the runs within every brush; who has no value is within none', () => {
    expect(runsWithin(axes, new Map(), found.runs)).toEqual(['a', 'b', 'c'])
    expect(runsWithin(axes, new Map([[rate, [0.4, 1] as const]]), found.runs)).toEqual(['b', 'c'])
    const both = new Map([
      [rate, [0.4, 1] as const],
      [accuracy.id, [0, 1] as const],
    ])
    expect(runsWithin(axes, both, found.runs)).toEqual(['b'])
  })
})

describe('the table of effects', () => {
  const level = { interval: null, runs: 2, settings: 2, seeds: 1 }
  const effect = {
    path: rate,
    levels: [
      { label: '0.001', mean: 0.3, ...level },
      { label: '0.01', mean: 0.4, ...level, interval: [0.38, 0.42] as [number, number], seeds: 2 },
    ],
    span: { difference: 0.1, interval: null, best: '0.01', worst: '0.001' },
    rank: { correlation: -0.5, interval: null, n: 4 },
  }

  it('says what n is of, and that one seed has no interval', () => {
    const { rows } = effectsTable([effect], accuracy)
    expect(
      rows.map(({ title, cells }) => [title, ...cells.map(({ text, note }) => [text, note ?? ''].join(' ').trim())]),
    ).toEqual([
      ['learning rate', '', '+10.0', '−0.50 n = 4', '', '', ''],
      ['0.001', '30.0 n = 1 seed', '', '', '2', '2', '1'],
      ['0.01', '40.0 ±2.0', '', '', '2', '2', '2'],
    ])
  })

  it('tells what it leaves out', () => {
    expect(leftOutText({ partial: 2, unmeasured: 1 })).toBe(
      'Left out of the means: 2 runs did not train to the end, 1 run without this measure.',
    )
    expect(leftOutText({ partial: 0, unmeasured: 0 })).toBe('')
  })
})
