import { describe, expect, it } from 'vitest'
import { median, medianOf } from '../../src-main/core/median.ts'

describe('median', () => {
  it('is the middle value, or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })

  it('is the same of many values, however they lie and repeat', () => {
    const drawn = Array.from({ length: 999 }, (_, at) => Math.sin(1e4 * (at + 1)))
    const cases = [drawn, drawn.toSorted(), drawn.map((value) => Math.round(3 * value) + 0), drawn.map(() => 2)]
    for (const values of cases.flatMap((it) => [it, it.slice(1)])) {
      const sorted = Float64Array.from(values).toSorted()
      const [lower, upper] = [sorted[(values.length - 1) >> 1], sorted[values.length >> 1]] as [number, number]
      expect(medianOf(Float64Array.from(values))).toBe((lower + upper) / 2)
    }
  })
})
