import { describe, expect, it } from 'vitest'
import { retainedAccuracy } from '../../../src-main/core/measures/retained-accuracy.ts'

describe('retainedAccuracy', () => {
  it('is what is left of clean accuracy', () => {
    expect(retainedAccuracy(0.45, 0.6)).toBeCloseTo(0.75, 12)
    expect(retainedAccuracy(0.45, 0)).toBeNaN()
  })
})
