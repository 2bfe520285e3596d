import { describe, expect, it } from 'vitest'
import type { RunEvent, RunState } from '../../../src-main/contract/index.ts'
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
      { name: 'head', parameters: 100, start: 0, next: null },
      { name: 'block_2 – block_3', parameters: 70, start: 2, next: null },
      { name: 'stem – block_1', parameters: 30, start: null, next: null },
    ])
    expect([trained?.trained, trained?.total]).toEqual([170, 200])
  })

  it('says what a run that goes on turns to next', () => {
    const freezing = { id: 'progressive', params: { direction: 'head-first', blocksPerStep: 1, patience: 2 } }
    const nextOf = (params: object, state: RunState = 'running') => {
      const config = { freezing: { ...freezing, params: { ...freezing.params, ...params } } }
      return trainedParts(aRun({ state, config }), unfreezingEvents, series, axis)?.parts.map(({ next }) => next)
    }
    expect(nextOf({})).toEqual([null, null, 'next: block_1, after 2 flat epochs'])
    expect(nextOf({ direction: 'input-first', patience: 1 })?.at(-1)).toBe('next: stem, after a flat epoch')
    expect(nextOf({ blocksPerStep: 5 })?.at(-1)).toBe('next: stem – block_1, after 2 flat epochs')
    expect(nextOf({}, 'done')?.at(-1)).toBeNull()
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
