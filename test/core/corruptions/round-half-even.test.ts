import { describe, expect, it } from 'vitest'
import { roundHalfEven } from '../../../src-main/core/corruptions/round-half-even.ts'

describe('roundHalfEven', () => {
  it("rounds halves to the even neighbour, as Python's round and OpenCV's cvRound do", () => {
    expect([0.5, 1.5, 2.5, 94.5, 64.75, 65.25, -0.5, -1.5].map(roundHalfEven)).toEqual([0, 2, 2, 94, 65, 65, -0, -2])
  })
})
