import { describe, expect, it } from 'vitest'
import { fitLine, linearity, quantities, scalingRows } from '../../src-main/bench/scaling-lines.ts'

describe('scaling', () => {
  it('fits the line of the least squares', () => {
    const line = fitLine([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))
    expect(line[0]).toBeCloseTo(5)
    expect(line[1]).toBeCloseTo(2)
    // Anscombe 1973, the first of the four sets: y = 3.00 + 0.500 x.
    const xs = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const ys = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    const [intercept, slope] = fitLine(xs.map((x, i) => ({ x, y: ys[i] as number })))
    expect(intercept).toBeCloseTo(3, 2)
    expect(slope).toBeCloseTo(0.5, 3)
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
