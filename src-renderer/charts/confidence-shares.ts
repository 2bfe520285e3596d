import { figuresAt, type CalibratedRun, type CalibrationStage } from './reliability.ts'
import { count } from '../lib/format.ts'
import type { ChartModel, ChartSeries } from './model.ts'

/** How sure each run is: its images by confidence, in the bins of its reliability diagram. */
export function confidenceShares(runs: readonly CalibratedRun[], stage: CalibrationStage, baseline = ''): ChartModel {
  const lines = runs.flatMap(({ run, name, color, calibration }): ChartSeries[] => {
    const figures = figuresAt(calibration, stage)
    if (!figures) return []
    const { bins, n } = figures
    return [
      {
        ...{ run, color, label: name, endLabel: name, isBaseline: run === baseline },
        ...{ stroke: 'solid', hasSquares: false, isFaint: false },
        points: bins.map((bin, at) => ({
          x: (100 * (at + 0.5)) / bins.length,
          y: (100 * bin.n) / n,
          note: `${count(bin.n)} of ${count(n)}`,
        })),
      },
    ]
  })
  return {
    title: 'Images by confidence',
    detail: '%, in 15 bins of equal width',
    series: lines,
    x: { min: 0, max: 100, title: 'confidence, %', isWhole: true },
    y: { min: 0, max: null, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
