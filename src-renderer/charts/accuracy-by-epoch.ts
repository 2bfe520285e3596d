import type { Run, RunEvent } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { accuracyBounds } from './accuracy-bounds.ts'
import { byEpoch, eventMarks } from './run-series.ts'

/** Training dashed, validation solid, under attack with squares: one run's accuracies in percent. */
export function accuracyByEpoch(
  run: Run,
  series: RunSeries,
  events: readonly RunEvent[],
  bounds = accuracyBounds([series]),
): ChartModel {
  const line = (label: string, metric: string, stroke: ChartSeries['stroke'], hasSquares: boolean): ChartSeries => ({
    label,
    endLabel: label,
    color: run.color,
    stroke,
    hasSquares,
    isFaint: false,
    points: byEpoch(series, metric, 100),
  })
  const lines = [
    line('train', metricNames.trainAccuracy, 'dashed', false),
    line('validation', metricNames.validationAccuracy, 'solid', false),
    line('train, attacked', metricNames.attackedTrainAccuracy, 'dashed', true),
    line('validation, attacked', metricNames.attackedValidationAccuracy, 'solid', true),
  ]
  return {
    title: 'Accuracy by epoch',
    detail: '%, inference mode, without augmentation',
    series: lines.filter((it) => it.points.length > 0),
    x: { min: 0, max: run.config.epochs, title: 'epoch', isWhole: true },
    y: { ...bounds, title: '%', isWhole: true },
    marks: eventMarks(run, events),
    digits: 1,
  }
}
