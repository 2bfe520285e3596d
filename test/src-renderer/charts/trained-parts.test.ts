import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src-main/contract/index.ts'
import { eventMarks } from '../../../src-renderer/charts/run-series.ts'
import { trainedParts } from '../../../src-renderer/charts/trained-parts.ts'
import { xAxis } from '../../../src-renderer/charts/x-axis.ts'
import { aRun, unfreezingEvents } from '../support/samples.ts'

const run = aRun()
const axis = xAxis('epoch', run, null)
const rates = [0.1, 0.1, 0.02, 0.05].map((value, i) => ({
  name: 'learning-rate',
  step: (i + 1) * 10,
  epoch: i + 1,
  value,
}))
const series = new Map([['learning-rate', rates]])

describe('trainedParts', () => {
  it('lists parts from head to input, those that began together as one, with the step that each began at', () => {
    const trained = trainedParts(run, unfreezingEvents, series, axis)
    expect(trained?.parts).toEqual([
      { name: 'head', parameters: 100, start: 0 },
      { name: 'block_2 – block_3', parameters: 70, start: 2 },
      { name: 'stem – block_1', parameters: 30, start: null },
    ])
    expect([trained?.trained, trained?.total]).toEqual([170, 200])
  })

  it('gives each step its epoch, blocks and reason, and the highest rate until the next', () => {
    const trained = trainedParts(run, unfreezingEvents, series, axis)
    expect(trained?.steps).toMatchObject([
      {
        step: 20,
        epoch: 2,
        x: 2,
        blocks: ['block_2', 'block_3'],
        reason: 'Training loss did not fall by 0.001 for 2 epochs (best 1.234).',
      },
    ])
    expect(trained?.rates).toEqual([
      { x: 0, rate: 0.1 },
      { x: 2, rate: 0.05 },
    ])
  })

  it('is absent where nothing was frozen', () => {
    const others: RunEvent[] = [{ run: run.id, step: 0, kind: 'started', message: '', at: 0 }]
    expect(trainedParts(run, others, series, axis)).toBeNull()
  })

  it('marks the changes in every chart, and not what the run began with', () => {
    expect(eventMarks(run, unfreezingEvents, axis)).toEqual([{ x: 2, label: 'Unfroze block_2 and block_3' }])
  })
})
