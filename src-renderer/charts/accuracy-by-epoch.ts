import type { Run, RunEvent } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { accuracyBounds } from './accuracy-bounds.ts'
import { alongAxis, bestSpot, eventMarks, extent } from './run-series.ts'
import { chartAxis, xAxis } from './x-axis.ts'

/** Training dashed, validation solid, under attack with squares: one run's accuracies in percent. */
export function accuracyByEpoch(
  run: Run,
  series: RunSeries,
  events: readonly RunEvent[],
  { bounds = accuracyBounds([series]), axis = xAxis('epoch', run, null) } = {},
): ChartModel {
  const line = (label: string, metric: string, stroke: ChartSeries['stroke'], hasSquares: boolean): ChartSeries => ({
    label,
    endLabel: label,
    color: run.color,
    run: run.id,
    stroke,
    hasSquares,
    isFaint: false,
    points: alongAxis(series, metric, axis, 100),
  })
  const lines = [
    line('train', metricNames.trainAccuracy, 'dashed', false),
    line('validation', metricNames.validationAccuracy, 'solid', false),
    line('train, attacked', metricNames.attackedTrainAccuracy, 'dashed', true),
    line('validation, attacked', metricNames.attackedValidationAccuracy, 'solid', true),
  ].filter((it) => it.points.length > 0)
  return {
    title: `Accuracy by ${axis.title}`,
    detail: run.imported ? '%, as logged elsewhere' : '%, inference mode, without augmentation',
    series: lines,
    x: chartAxis([axis], ...extent(lines)),
    y: { ...bounds, title: '%', isWhole: true },
    marks: eventMarks(run, events, axis),
    spots: [
      ...bestSpot(run, series, metricNames.validationAccuracy, axis, { label: 'best clean', isFilled: true }),
      ...bestSpot(run, series, metricNames.attackedValidationAccuracy, axis, { label: 'best robust', isFilled: false }),
    ],
    digits: 1,
  }
}
