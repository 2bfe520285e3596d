import { describe, expect, it } from 'vitest'
import { forkedState } from '../../../src-main/core/training/forked-state.ts'
import { nothingSeen } from '../../../src-main/core/training/overfitting.ts'
import type { TrainingState } from '../../../src-main/core/training/state.ts'

const checkpoint: TrainingState = {
  step: 23,
  epoch: 2,
  stepsPerEpoch: 10,
  weights: [Float32Array.of(1)],
  statistics: [],
  slots: [[Float32Array.of(2)]],
  schedule: { factor: 0.1 },
  freezing: { policy: 'head-only', since: { head: 0, block_1: 20 }, memory: { waited: 1 } },
  epochLoss: { sum: 3, images: 12 },
  earlyStopping: { bestValue: 0.5, bestEpoch: 1, epochsWithoutImprovement: 1 },
  keeping: { otherBest: 0.25 },
  overfitting: { ...nothingSeen, best: { epoch: 2, validation: 0.4, train: 0.5, clean: 0.7, loss: 1 } },
}

describe('forkedState', () => {
  it('goes on at the very step where the batches are the same, with weights and slots, its best epoch its own', () => {
    const { weights, slots } = checkpoint
    const state = forkedState(checkpoint, 10, { keepsSchedule: true, keepsPlace: true })
    expect(state).toMatchObject({ step: 23, epoch: 2, schedule: { factor: 0.1 }, earlyStopping: undefined })
    expect(state.keeping).toEqual({ otherBest: null })
    expect(state.overfitting).toEqual(nothingSeen)
    expect([state.weights, state.slots]).toEqual([weights, slots])
  })

  it.each([
    [5, 10],
    // The step would lie in the same epoch, at a place that other images have.
    [8, 16],
    [10, 20],
    [40, 80],
  ])('goes on at the start of the epoch where its batches are others, %i an epoch', (stepsPerEpoch, step) => {
    const options = { keepsSchedule: true, keepsPlace: false }
    expect(forkedState(checkpoint, stepsPerEpoch, options)).toMatchObject({ step, epoch: 2 })
  })

  it.each([
    [5, 15],
    [16, 48],
  ])(
    'trains no epoch twice whose measurement was given up, and measures it first, %i an epoch',
    (stepsPerEpoch, step) => {
      const trained = { ...checkpoint, step: 30 }
      const options = { keepsSchedule: true, keepsPlace: false }
      expect(forkedState(trained, stepsPerEpoch, options)).toMatchObject({
        ...{ step, epoch: 2, stepsPerEpoch, epochLoss: checkpoint.epochLoss },
        freezing: { since: { head: step - 30, block_1: step - 10 } },
      })
      // A file from before the length of the epoch was saved.
      const unknown = { ...trained, stepsPerEpoch: null }
      expect(forkedState(unknown, stepsPerEpoch, options)).toMatchObject({ step: 2 * stepsPerEpoch, epoch: 2 })
    },
  )

  it('keeps what was frozen, how long each block was trained, and the loss of an epoch that goes on', () => {
    const options = { keepsSchedule: true, keepsPlace: true }
    expect(forkedState(checkpoint, 10, options)).toMatchObject({
      freezing: checkpoint.freezing,
      epochLoss: checkpoint.epochLoss,
    })
    expect(forkedState(checkpoint, 5, { ...options, keepsPlace: false })).toMatchObject({
      step: 10,
      freezing: { since: { head: -13, block_1: 7 }, memory: { waited: 1 } },
      epochLoss: { sum: 0, images: 0 },
    })
  })

  it('lets another schedule begin anew', () => {
    expect(forkedState(checkpoint, 10, { keepsSchedule: false, keepsPlace: true }).schedule).toBeUndefined()
  })
})
