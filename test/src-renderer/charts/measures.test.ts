import { describe, expect, it } from 'vitest'
import type { CalibrationFigures, CorruptionRun, EffectiveRobustness } from '../../../src-main/contract/index.ts'
import { confidenceShares } from '../../../src-renderer/charts/confidence-shares.ts'
import { effectiveScatter } from '../../../src-renderer/charts/effective-robustness.ts'
import { errorBySeverity } from '../../../src-renderer/charts/error-by-severity.ts'
import { reliability } from '../../../src-renderer/charts/reliability.ts'

const figures: CalibrationFigures = {
  ...{ n: 10, ece: 0.1, mce: 0.2, brier: 0.3, nll: 0.4 },
  bins: [
    { n: 0, confidence: 0, accuracy: 0 },
    { n: 4, confidence: 0.4, accuracy: 0.25 },
    { n: 6, confidence: 0.9, accuracy: 1 },
  ],
}
const calibration = { all: figures, intervals: { ece: null, brier: null, nll: null }, scaled: null }
const calibrated = [{ run: 'a', name: 'base', color: 0, calibration }]

describe('reliability', () => {
  it('draws accuracy by confidence of bins that have images, beside the diagonal', () => {
    const { series } = reliability(calibrated, 'all', 'a')
    expect(series.map(({ points }) => points.map(({ x, y }) => [x, y]))).toEqual([
      [
        [40, 25],
        [90, 100],
      ],
      [
        [0, 0],
        [100, 100],
      ],
    ])
    expect(series[0]?.points[0]?.note).toContain('4 images')
    expect(series[0]).toMatchObject({ isBaseline: true, endLabel: 'base (baseline)' })
  })

  it('is empty at a stage that no temperature was known for', () => {
    expect(reliability(calibrated, 'after').series).toEqual([])
    expect(confidenceShares(calibrated, 'before').series).toEqual([])
  })
})

describe('confidenceShares', () => {
  it('counts the images of each bin, at its middle', () => {
    const [line] = confidenceShares(calibrated, 'all').series
    expect(line?.points.map(({ y }) => y)).toEqual([0, 40, 60])
    expect(line?.points[1]?.x).toBeCloseTo(50, 12)
  })
})

describe('errorBySeverity', () => {
  it('is the mean over types that have all severities', () => {
    const type = (...severities: (number | null)[]) => ({ id: 'x', title: 'X', severities, ce: null, relativeCe: null })
    const run = {
      ...{ run: 'a', name: 'base', checkpoint: null },
      types: [type(0.1, 0.2, 0.3, 0.4, 0.5), type(0.3, 0.4, 0.5, 0.6, 0.7), type(0.9, null, null, null, null)],
    } as unknown as CorruptionRun
    const [line] = errorBySeverity([run], () => 3).series
    expect(line?.points.map(({ y }) => Number(y.toFixed(9)))).toEqual([20, 30, 40, 50, 60])
    expect(line).toMatchObject({ color: 3 })
    expect(errorBySeverity([{ ...run, types: [] }], () => 3).series).toEqual([])
  })
})

describe('effectiveScatter', () => {
  it('draws a point a run, and the line of those that it was fitted to', () => {
    const row = {
      ...{ run: 'a', name: 'robust', checkpoint: null, isFitted: false, relative: null },
      clean: { value: 0.5, correct: 50, n: 100, interval: [0.4, 0.6] as [number, number] },
      ...{ shifted: { value: 0.4, interval: null }, effective: { value: 0.1, interval: null } },
    }
    const standard = (run: string) => ({ run, name: run, clean: 0.7, shifted: 0.5 })
    const known: EffectiveRobustness = {
      ...{ conditions: ['fog'], condition: 'fog', fit: ['a'], rows: [row] },
      line: { slope: 1, intercept: -1, through: [standard('a'), standard('other')] },
    }
    const look = { shift: 'Fog', colorOf: () => 1 }
    const [point, other, line, noDrop] = effectiveScatter(known, look).series
    expect(point).toMatchObject({ isScattered: true, hasSquares: true, points: [{ x: 50, y: 40 }] })
    expect(point?.points[0]?.note).toContain('+10.0 pp')
    expect(other).toMatchObject({ label: 'other', points: [{ x: 70, y: 50 }] })
    // logit⁻¹(0 − 1)
    expect(line?.points[49]?.y).toBeCloseTo(100 / (1 + Math.E), 9)
    expect(noDrop?.points.at(-1)).toEqual({ x: 100, y: 100 })
    expect(effectiveScatter({ ...known, line: null }, look).series).toHaveLength(2)
    expect(effectiveScatter({ ...known, rows: [] }, look).series).toEqual([])
  })
})
