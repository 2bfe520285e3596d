import { describe, expect, it } from 'vitest'
import type { ChartModel } from '../../../src-renderer/charts/model.ts'
import { smooth, withSmoothing } from '../../../src-renderer/charts/smooth.ts'

describe('smooth', () => {
  it('is the moving average whose weights sum to 1 from the first point on', () => {
    const smoothed = smooth(
      [4, 8, 0].map((y, x) => ({ x, y })),
      0.5,
    )
    // (0.25 · 4 + 0.5 · 8) / 0.75 and (0.125 · 4 + 0.25 · 8 + 0.5 · 0) / 0.875
    expect(smoothed.map(({ y }) => y)).toEqual([4, expect.closeTo(5 / 0.75, 6), expect.closeTo(2.5 / 0.875, 6)])
  })

  it('leaves a constant as it is and passes over what is no number', () => {
    expect(
      smooth(
        [3, Number.NaN, 3].map((y, x) => ({ x, y })),
        0.9,
      ).map(({ y }) => Number(y.toFixed(9))),
    ).toEqual([3, Number.NaN, 3])
  })
})

describe('withSmoothing', () => {
  const line = { label: 'a', endLabel: 'a', color: 0, stroke: 'solid', hasSquares: false, isFaint: false } as const
  const axis = { min: 0, max: 1, title: 'epoch', isWhole: true }
  const points = [
    { x: 0, y: 0 },
    { x: 1, y: 2 },
  ]
  const model: ChartModel = {
    title: '',
    detail: '%',
    series: [{ ...line, points }],
    x: axis,
    y: axis,
    marks: [],
    digits: 1,
  }

  it('keeps the raw line beneath, faint and unnamed', () => {
    const { series, detail } = withSmoothing(model, 0.5)
    expect(series.map(({ isFaint, endLabel }) => [isFaint, endLabel])).toEqual([
      [true, null],
      [false, 'a'],
    ])
    expect(series[0]?.points).toEqual(points)
    expect(detail).toContain('0.50')
  })

  it('is off at 0', () => {
    expect(withSmoothing(model, 0)).toBe(model)
  })
})
