import { describe, expect, it } from 'vitest'
import { forkedState } from '../../../src-main/core/training/forked-state.ts'
import type { TrainingState } from '../../../src-main/core/training/state.ts'

const checkpoint: TrainingState = {
  step: 23,
  epoch: 2,
  weights: [Float32Array.of(1)],
  statistics: [],
  slots: [[Float32Array.of(2)]],
  schedule: { factor: 0.1 },
  earlyStopping: { bestValue: 0.5, bestEpoch: 1, epochsWithoutImprovement: 1 },
}

describe('forkedState', () => {
  it('goes on at the very step where the batches are the same, with weights and slots, its best epoch its own', () => {
    const { weights, slots } = checkpoint
    const state = forkedState(checkpoint, 10, true)
    expect(state).toMatchObject({ step: 23, epoch: 2, schedule: { factor: 0.1 }, earlyStopping: undefined })
    expect([state.weights, state.slots]).toEqual([weights, slots])
  })

  it('goes on at the start of the epoch where an epoch has another number of steps', () => {
    expect(forkedState(checkpoint, 5, true).step).toBe(10)
    expect(forkedState(checkpoint, 40, true).step).toBe(80)
  })

  it('lets another schedule begin anew', () => {
    expect(forkedState(checkpoint, 10, false).schedule).toBeUndefined()
  })
})
