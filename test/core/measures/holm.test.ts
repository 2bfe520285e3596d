import { describe, expect, it } from 'vitest'
import { holm } from '../../../src-main/core/measures/holm.ts'

describe('holm', () => {
  it('multiplies by how many are left, never falls, and stays at 1', () => {
    const adjusted = holm([0.04, 0.01, 0.03, 0.9])
    expect(adjusted.map((p) => Number(p.toFixed(4)))).toEqual([0.09, 0.04, 0.09, 0.9])
    expect(holm([0.5, 0.6])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})
