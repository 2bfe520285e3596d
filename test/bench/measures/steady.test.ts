import { describe, expect, it } from 'vitest'
import { measureSteady } from '../../../src-main/bench/measures/steady.ts'

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
