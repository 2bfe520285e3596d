import { describe, expect, it } from 'vitest'
import { holm } from '../../../../src-renderer/lib/compare/holm.ts'

describe('holm', () => {
  it("gives the adjusted values of R's p.adjust(c(0.01, 0.04, 0.03, 0.005), 'holm')", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02])
  })

  it('never exceeds 1', () => {
    expect(holm([0.6, 0.9])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})
