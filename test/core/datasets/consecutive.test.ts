import { describe, expect, it } from 'vitest'
import { consecutive } from '../../../src-main/core/datasets/consecutive.ts'

describe('consecutive', () => {
  it('cuts where an index does not follow the one before', () => {
    expect(consecutive([4, 5, 6, 2, 3, 3, 9])).toEqual([
      { at: 0, first: 4, count: 3 },
      { at: 3, first: 2, count: 2 },
      { at: 5, first: 3, count: 1 },
      { at: 6, first: 9, count: 1 },
    ])
    expect(consecutive(Int32Array.of())).toEqual([])
  })
})
