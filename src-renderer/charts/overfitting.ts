import { metricNames } from '../lib/metric-names.ts'
import { accuracyBounds } from './accuracy-bounds.ts'
import type { GapSubject } from './gap-by-epoch.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { byEpoch } from './run-series.ts'

/** Several runs in one chart: training dashed, validation solid, validation under attack with squares. */
export function overfitting(subjects: readonly GapSubject[]): ChartModel {
  const lines = subjects.flatMap(({ run, series }): ChartSeries[] => {
    const line = (suffix: string, metric: string, stroke: ChartSeries['stroke'], hasSquares: boolean): ChartSeries => ({
      label: `${run.name}${suffix}`,
      endLabel: suffix === '' ? run.name : null,
      color: run.color,
      stroke,
      hasSquares,
      isFaint: false,
      points: byEpoch(series, metric, 100),
    })
    return [
      line(', train', metricNames.trainAccuracy, 'dashed', false),
      line('', metricNames.validationAccuracy, 'solid', false),
      line(', attacked', metricNames.attackedValidationAccuracy, 'solid', true),
    ]
  })
  return {
    title: 'Accuracy by epoch',
    detail: '%, inference mode',
    series: lines.filter((line) => line.points.length > 0),
    x: { min: 0, max: Math.max(1, ...subjects.map(({ run }) => run.config.epochs)), title: 'epoch', isWhole: true },
    y: { ...accuracyBounds(subjects.map(({ series }) => series)), title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}
