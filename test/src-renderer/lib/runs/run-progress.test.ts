import { describe, expect, it } from 'vitest'
import { epochsDone, remainingMs, stateText } from '../../../../src-renderer/lib/runs/run-progress.ts'
import { aRun } from '../../support/samples.ts'

describe('progress of a run', () => {
  it('counts whole epochs and says which one is under way', () => {
    expect(epochsDone(aRun({ step: 59 }))).toBe(5)
    expect(stateText(aRun({ step: 59 }))).toEqual({ word: 'running', detail: 'epoch 6 of 10' })
    expect(stateText(aRun({ step: 100, state: 'done' }))).toEqual({ word: '', detail: '10 epochs' })
  })

  it('says where a run ended early or was stopped, and why it failed', () => {
    expect(stateText(aRun({ state: 'done' })).detail).toBe('5 of 10 epochs')
    expect(stateText(aRun({ state: 'cancelled' }))).toEqual({ word: 'stopped', detail: 'after epoch 5' })
    expect(stateText(aRun({ state: 'failed', reason: 'NaN at step 4,118' })).detail).toBe('NaN at step 4,118')
  })

  it('estimates the time left from the time gone', () => {
    expect(remainingMs(aRun(), 12_000)).toBe(10_000)
    expect(remainingMs(aRun({ state: 'queued', startedAt: null }), 12_000)).toBeNull()
  })
})
