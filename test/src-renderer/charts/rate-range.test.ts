import { describe, expect, it } from 'vitest'
import { rateRangeChart } from '../../../src-renderer/charts/rate-range.ts'

describe('chart of the range test', () => {
  it('draws the loss over decades and marks the suggestion', () => {
    const points = [
      { rate: 0.001, loss: 2 },
      { rate: 0.01, loss: 1 },
      { rate: 0.1, loss: Number.NaN },
    ]
    const chart = rateRangeChart({ points, suggestion: 0.01 })
    expect(chart.series[0]?.points).toEqual([
      { x: -3, y: 2 },
      { x: -2, y: 1 },
    ])
    expect(chart.x).toMatchObject({ min: -3, max: -2 })
    expect(chart.marks).toEqual([{ x: -2, label: 'steepest descent' }])
  })

  it('is empty where no loss was finite', () => {
    const chart = rateRangeChart({ points: [{ rate: 1, loss: Number.POSITIVE_INFINITY }], suggestion: null })
    expect(chart.series[0]?.points).toEqual([])
    expect(chart.marks).toEqual([])
  })
})
