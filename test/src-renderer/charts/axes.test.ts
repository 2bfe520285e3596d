import { describe, expect, it } from 'vitest'
import { axisText } from '../../../src-renderer/charts/axis-text.ts'
import { axisTicks } from '../../../src-renderer/charts/axis-ticks.ts'
import { timeline } from '../../../src-renderer/charts/timeline.ts'
import { chartAxis, xAxis } from '../../../src-renderer/charts/x-axis.ts'
import { aRun } from '../support/samples.ts'

const run = aRun()
const times = timeline([
  { step: 0, at: 1_000 },
  { step: 100, at: 101_000 },
])
const place = { step: 20, epoch: 2 }

describe('x axis', () => {
  it('places a point by step, by epoch, by time of training and by the clock', () => {
    expect((['step', 'epoch', 'time', 'clock'] as const).map((kind) => xAxis(kind, run, times).of(place))).toEqual([
      20, 2, 20, 21_000,
    ])
  })

  it('falls back to epochs where no time is known', () => {
    expect(xAxis('time', run, null).title).toBe('epoch')
  })

  it('is as long as the longest planned run; a clock ends with its data', () => {
    const longer = aRun({ config: { epochs: 40 } })
    expect(chartAxis([xAxis('epoch', run, null), xAxis('epoch', longer, null)], 1, 5)).toMatchObject({
      min: 0,
      max: 40,
    })
    expect(chartAxis([xAxis('clock', run, times)], 1_000, 90_000)).toMatchObject({ min: 1_000, max: 90_000 })
  })
})

describe('axisTicks', () => {
  it('counts strengths in multiples of 1/255 and times in whole minutes', () => {
    expect(axisTicks(0, 4 / 255, 'pixel')?.map((value) => value * 255)).toEqual([0, 1, 2, 3, 4])
    expect(axisTicks(0, 700, 'duration')).toEqual([0, 120, 240, 360, 480, 600])
    expect(axisTicks(0, 10, 'number')).toBeNull()
  })
})

describe('axisText', () => {
  it('writes each kind of axis as a person reads it', () => {
    expect(axisText(2 / 255, 'pixel')).toBe('2/255')
    expect(axisText(120, 'duration')).toBe('2 min')
    expect(axisText(2_300_000, 'parameters')).toBe('2.3 M')
    expect(axisText(-1.5)).toBe('−1.5')
  })
})
