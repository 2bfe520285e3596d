import { describe, expect, it } from 'vitest'
import { parseMethod, type LinearModel } from '../../../src-main/contract/index.ts'
import { errorByEpoch } from '../../../src-renderer/charts/error-by-epoch.ts'
import { errorByEpsilon } from '../../../src-renderer/charts/error-by-epsilon.ts'
import { aRun } from '../support/samples.ts'

describe('error by epsilon', () => {
  it('draws both closed forms in percent, evaluations as squares, and where the slider stands', () => {
    const model: LinearModel = {
      ...{ checkpoint: 1, epoch: 1, dataset: 'digits', shape: [1, 1, 1], bias: 0, n: 50, weights: new Uint8Array(4) },
      errors: [
        { epsilon: 0, unclipped: 1, clipped: 1, undecided: 0 },
        { epsilon: 0.25, unclipped: 49, clipped: 40, undecided: 0 },
      ],
      evaluated: [
        { epsilon: 0.25, clip: true, wrong: 4, n: 5 },
        { epsilon: 0, clip: false, wrong: 1, n: 50 },
      ],
    }
    const chart = errorByEpsilon(model, 0.25)
    expect(chart.series.map(({ stroke, points }) => [stroke, points.map(({ y }) => y)])).toEqual([
      ['solid', [2, 98]],
      ['dashed', [2, 80]],
      ['solid', [2, 80]],
    ])
    expect(chart.series.at(-1)).toMatchObject({ isScattered: true, points: [{ x: 0 }, { x: 0.25, note: 'clipped' }] })
    expect(chart.marks).toEqual([{ x: 0.25, label: 'the slider' }])
    expect(errorByEpsilon({ ...model, evaluated: [] }, 0).series).toHaveLength(2)
  })
})

describe('error by epoch', () => {
  it('is 100 % less the accuracy under the monitored attack, with the paper’s as a line across', () => {
    const run = aRun({ name: 'plain' })
    const points = [1, 2].map((epoch) => ({ run: run.id, name: '', step: epoch, epoch, value: 0.25 * epoch }))
    const series = new Map([['attacked-validation-accuracy', points]])
    const monitor = (attack: string) => ({ ...run.config.monitor, attack: parseMethod(attack) })
    const own = {
      ...run,
      config: {
        ...run.config,
        ...{ epochs: 4, objective: parseMethod('cross-entropy'), monitor: monitor('fgsm:epsilon=0.25,clip=false') },
      },
    }
    const chart = errorByEpoch([{ run: own, series: series as never, published: 0.894 }])
    expect(chart.series.map(({ label, stroke, points: drawn }) => [label, stroke, drawn])).toEqual([
      [
        'plain',
        'solid',
        [
          { x: 1, y: 75 },
          { x: 2, y: 50 },
        ],
      ],
      [
        'paper 89.4 %',
        'dotted',
        [
          { x: 0, y: 89.4 },
          { x: 4, y: 89.4 },
        ],
      ],
    ])
    const another = { ...own, config: { ...own.config, monitor: monitor('pgd:epsilon=0.25') } }
    const [curve] = errorByEpoch([{ run: another, series: series as never, published: 0.894 }]).series
    expect(curve?.points).toEqual([])
  })
})
