import { describe, expect, it } from 'vitest'
import type { MetricPoint } from '../../../src-main/contract/index.ts'
import { accuracyByEpoch } from '../../../src-renderer/charts/accuracy-by-epoch.ts'
import { accuracyBounds } from '../../../src-renderer/charts/accuracy-bounds.ts'
import { gapByEpoch } from '../../../src-renderer/charts/gap-by-epoch.ts'
import { lossByStep } from '../../../src-renderer/charts/loss-by-step.ts'
import { summary, table } from '../../../src-renderer/charts/model.ts'
import { overfitting } from '../../../src-renderer/charts/overfitting.ts'
import { addPoints } from '../../../src-renderer/lib/series.ts'
import { aRun, point } from '../support/samples.ts'

const run = aRun({ color: 3 })
const series = new Map<string, MetricPoint[]>()
addPoints(series, [
  ...Array.from({ length: 20 }, (_, index) => point('loss', index + 1, 2 - index / 20)),
  point('train-accuracy', 10, 0.5),
  point('validation-accuracy', 10, 0.4),
  point('attacked-validation-accuracy', 10, 0.1),
  point('train-accuracy', 20, 0.7),
  point('validation-accuracy', 20, 0.5),
  point('validation-loss', 20, 1.5),
])

describe('accuracyByEpoch', () => {
  const model = accuracyByEpoch(run, series, [])

  it('draws training dashed, validation solid, under attack with squares, all in the colour of the run', () => {
    expect(model.series.map((line) => [line.label, line.stroke, line.hasSquares, line.color])).toEqual([
      ['train', 'dashed', false, 3],
      ['validation', 'solid', false, 3],
      ['validation, attacked', 'solid', true, 3],
    ])
  })

  it('is in percent over all planned epochs, cut at a round number', () => {
    expect(model.series[0]?.points).toEqual([
      { x: 1, y: 50 },
      { x: 2, y: 70 },
    ])
    expect([model.x.max, model.y.min, model.y.max]).toEqual([10, 0, 80])
  })

  it('marks the events that change how it is read', () => {
    const event = { run: run.id, step: 15, at: 0, message: 'The rate fell.' }
    const marked = accuracyByEpoch(run, series, [
      { ...event, kind: 'rate-drop' },
      { ...event, kind: 'checkpoint' },
      { ...event, kind: 'catastrophic-overfitting', message: 'Catastrophic overfitting: it fell.' },
    ])
    expect(marked.marks.map(({ x, label }) => [x, label])).toEqual([
      [1.5, 'The rate fell.'],
      [1.5, 'Catastrophic overfitting'],
    ])
  })

  it('says its newest values in a sentence and all of them in a table', () => {
    expect(summary(model)).toContain('train 70.0 at epoch 2; validation 50.0 at epoch 2')
    expect(table(model)).toEqual({
      columns: ['train', 'validation', 'validation, attacked'],
      rows: [
        { x: 1, values: [50, 40, 10] },
        { x: 2, values: [70, 50, null] },
      ],
    })
  })
})

describe('accuracyBounds', () => {
  it('is one cut for all runs of a screen', () => {
    const higher = new Map([['train-accuracy', [point('train-accuracy', 10, 0.93)]]])
    expect(accuracyBounds([series, higher])).toEqual({ min: 0, max: 100 })
    expect(accuracyBounds([])).toEqual({ min: 0, max: 40 })
  })
})

describe('lossByStep', () => {
  it('keeps the batches faint under their mean over each whole epoch', () => {
    const model = lossByStep(run, series)
    expect(model.series.map((line) => [line.label, line.isFaint])).toEqual([
      ['each batch', true],
      ['train', false],
      ['validation', false],
    ])
    expect(model.series[1]?.points.map(({ x }) => x)).toEqual([10, 20])
    expect(model.series[1]?.points[0]?.y).toBeCloseTo(1.775)
  })

  it('draws the clean and the attacked loss of an objective that attacks, and no clean one of others', () => {
    const parts = new Map(series)
    const add = (name: string, value: number): void =>
      addPoints(
        parts,
        Array.from({ length: 20 }, (_, index) => point(name, index + 1, value)),
      )
    const drawn = () => lossByStep(run, parts).series.filter(({ stroke }) => stroke === 'dotted')
    add('label-loss', 1)
    expect(drawn()).toEqual([])
    add('adversarial-loss', 3)
    expect(drawn().map(({ label, hasSquares, points }) => [label, hasSquares, points[0]?.y])).toEqual([
      ['train, clean', false, 1],
      ['train, attacked', true, 3],
    ])
  })
})

describe('gapByEpoch', () => {
  it('is training minus validation, in points, where both are known', () => {
    const [gap] = gapByEpoch([{ run, series }]).series
    expect(gap?.points.map(({ y }) => Number(y.toFixed(6)))).toEqual([10, 20])
  })
})

describe('overfitting', () => {
  it('names only the validation line of each run at its end', () => {
    const labels = overfitting([{ run, series }]).series.map((line) => line.endLabel)
    expect(labels).toEqual([null, 'base', null])
  })
})
