import { describe, expect, it } from 'vitest'
import { measureSteady, median } from '../../../src-main/bench/measures/steady.ts'

describe('measureSteady', () => {
  it('leaves two calls of warm-up out and makes three more at least', async () => {
    let calls = 0
    const warm: number[] = []
    const steady = await measureSteady(
      async () => void calls++,
      0,
      () => warm.push(calls),
    )
    expect(calls).toBe(5)
    expect(warm).toEqual([1, 2])
    expect(steady.calls).toBe(3)
    expect(steady.medianMs).toBeGreaterThanOrEqual(0)
  })
})

describe('median', () => {
  it('is the middle value, or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })
})
