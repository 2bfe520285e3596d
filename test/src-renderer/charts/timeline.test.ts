import { describe, expect, it } from 'vitest'
import { timeline } from '../../../src-renderer/charts/timeline.ts'

describe('timeline', () => {
  it('gives every step between two known ones the same time, and goes on at the last pace', () => {
    const times = timeline([
      { step: 0, at: 1_000 },
      { step: 100, at: 11_000 },
    ])
    expect(times?.clock(50)).toBe(6_000)
    expect(times?.elapsed(50)).toBe(5)
    expect(times?.clock(120)).toBe(13_000)
  })

  it('leaves pauses out of the time of training and shows them on the clock', () => {
    const times = timeline([
      { step: 0, at: 0 },
      { step: 100, at: 10_000 },
      { step: 100, at: 60_000 },
      { step: 200, at: 70_000 },
    ])
    expect(times?.elapsed(200)).toBe(20)
    expect(times?.clock(150)).toBe(65_000)
  })

  it('counts steps that were made twice where they were made last', () => {
    const times = timeline([
      { step: 0, at: 0 },
      { step: 100, at: 10_000 },
      { step: 50, at: 20_000 },
      { step: 100, at: 30_000 },
    ])
    expect(times?.clock(75)).toBe(25_000)
    expect(times?.elapsed(100)).toBe(20)
  })

  it('knows nothing from one step', () => {
    expect(timeline([{ step: 0, at: 5 }])).toBeNull()
    expect(timeline([])).toBeNull()
  })
})
