import { describe, expect, it } from 'vitest'
import { equalizeHistogram } from '../../../src-main/core/corruptions/equalize-histogram.ts'

describe('equalizeHistogram', () => {
  it('spreads levels over 0 … 255 by how many pixels are darker, and leaves a flat image', () => {
    expect([...equalizeHistogram(Uint8Array.of(10, 20, 20, 30, 40))]).toEqual([0, 128, 128, 191, 255])
    expect([...equalizeHistogram(Uint8Array.of(9, 9, 9))]).toEqual([9, 9, 9])
  })
})
