import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { createRate, type Rate } from '../../../src-main/core/training/rate.ts'

/** Ten steps an epoch, ten epochs, rate 1. */
function rateOf(schedule: string, warmupEpochs = 0): Rate {
  const optimizer = 'sgd:learningRate=1'
  const config = RunConfig.parse({ dataset: { id: 'shapes' }, optimizer, schedule, warmupEpochs })
  return createRate(config, { stepsTotal: 100, stepsPerEpoch: 10 })
}
const factors = (schedule: string, steps: number[]): number[] => steps.map((step) => rateOf(schedule).at(step))

describe('schedules', () => {
  it('constant never changes the rate', () => expect(factors('constant', [0, 50, 99])).toEqual([1, 1, 1]))

  it('step drops after whole epochs', () => {
    expect(factors('step:every=3,factor=0.5', [0, 29, 30, 59, 60, 99])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.125])
    expect(factors('step:first=5,every=2,factor=0.5', [0, 49, 50, 69, 70, 99])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.125])
  })

  it('step says when it drops', () => {
    const rate = rateOf('step:first=2,every=3')
    const told = Array.from({ length: 6 }, () => rate.observe({}) !== null)
    expect(told).toEqual([false, true, false, false, true, false])
  })

  // Loshchilov & Hutter 2017, equation 5.
  it('cosine falls from the full rate to its least', () => {
    factors('cosine', [0, 25, 50, 75, 100]).forEach((factor, i) =>
      expect(factor).toBeCloseTo([1, (2 + Math.SQRT2) / 4, 0.5, (2 - Math.SQRT2) / 4, 0][i] as number, 12),
    )
    factors('cosine:minFactor=0.1', [0, 50, 100]).forEach((factor, i) =>
      expect(factor).toBeCloseTo([1, 0.55, 0.1][i] as number, 12),
    )
  })

  it('warms up in a straight line and meets the schedule', () => {
    const rate = rateOf('constant', 0.5)
    expect([0, 1, 4, 5].map((step) => rate.at(step))).toEqual([0.2, 0.4, 1, 1])
  })
})

describe('plateau', () => {
  /** The factor after each epoch, given the epochs' validation losses. */
  function after(schedule: string, losses: number[]): number[] {
    const rate = rateOf(schedule)
    return losses.map((loss) => {
      rate.observe({ 'validation-loss': loss, 'validation-accuracy': 1 - loss })
      return rate.at(0)
    })
  }

  // Traced by hand through keras/src/callbacks/reduce_lr_on_plateau.py.
  it('drops after `patience` epochs without an improvement', () => {
    expect(after('plateau:patience=2,factor=0.5', [1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8])).toEqual([
      1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25,
    ])
  })

  it('does not count epochs of the cooldown', () => {
    expect(after('plateau:patience=1,factor=0.5,cooldown=2', [1, 1, 1, 1, 1])).toEqual([1, 0.5, 0.5, 0.25, 0.25])
  })

  it('ignores changes that are too small and stops at the least factor', () => {
    expect(after('plateau:patience=1,factor=0.5,minChange=0.1,minFactor=0.4', [1, 0.95, 0.91, 0.8])).toEqual([
      1, 0.5, 0.4, 0.4,
    ])
  })

  it('reads accuracies upwards', () => {
    expect(after('plateau:monitor=validation-accuracy,patience=1,factor=0.5', [0.5, 0.4, 0.6])).toEqual([1, 1, 0.5])
  })

  it('says what stalled, and goes on from its state', () => {
    const schedule = 'plateau:patience=2,factor=0.5'
    const rate = rateOf(schedule)
    expect([1, 1].map((loss) => rate.observe({ 'validation-loss': loss }))).toEqual([null, null])
    const config = RunConfig.parse({ dataset: { id: 'shapes' }, optimizer: 'sgd:learningRate=1', schedule })
    const state = JSON.parse(JSON.stringify(rate.state)) as typeof rate.state
    const resumed = createRate(config, { stepsTotal: 100, stepsPerEpoch: 10 }, state)
    expect(resumed.observe({ 'validation-loss': 1 })).toContain('No better validation-loss than 1 for 2 epochs')
    expect(resumed.at(50)).toBe(0.5)
  })
})
