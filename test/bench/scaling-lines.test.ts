import { describe, expect, it } from 'vitest'
import { fitLine, linearity, quantities, scalingRows } from '../../src-main/bench/scaling-lines.ts'

describe('scaling', () => {
  it('fits the line of the least relative squares', () => {
    const line = fitLine([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))
    expect(line[0]).toBeCloseTo(5)
    expect(line[1]).toBeCloseTo(2)
    // Two points of x = 1, y = 1 and 3: the least squares of (y / ŷ weighted by 1 / y²) lie at 1.2, not at their mean 2.
    const [intercept, slope] = fitLine([
      { x: 1, y: 1 },
      { x: 1, y: 3 },
      { x: 2, y: 2 },
    ])
    expect(intercept + slope).toBeCloseTo(1.2)
    expect(intercept + 2 * slope).toBeCloseTo(2)
  })

  it('sets every point beside the line, and tells the farthest', () => {
    const [batch] = quantities
    const measured = batch.values.map((value) => ({ value, ms: value === 128 ? null : 10 + value, failed: null }))
    const rows = scalingRows(batch, 'mobilenet-v2', measured, 3)
    expect(rows[0]).toMatchObject({ work: 'scaling-batch-8', ours: 18, unit: 'ms', rounds: 3 })
    expect(rows[0]?.ratio).toBeCloseTo(1)
    expect(rows.at(-1)).toMatchObject({ ours: null, ratio: null })
    const [line] = linearity(rows)
    expect(line?.points.map(({ at }) => at)).toEqual([8, 16, 32, 64])
    expect(line?.worst).toBeCloseTo(0)
    const bent = scalingRows(batch, 'mobilenet-v2', measured.map(bend), 3)
    expect(linearity(bent)[0]?.worst).toBeGreaterThan(0.1)
  })
})

const bend = (point: { value: number; ms: number | null; failed: null }) => ({
  ...point,
  ms: point.ms === null ? null : point.ms ** 1.5,
})
