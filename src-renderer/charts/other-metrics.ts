import type { Run } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel } from './model.ts'
import { alongAxis, extent } from './run-series.ts'
import { chartAxis, type XAxis } from './x-axis.ts'

/** Metrics that the charts of a run draw together. */
const drawn: ReadonlySet<string> = new Set([
  ...[metricNames.stepLoss, metricNames.trainLoss, metricNames.validationLoss],
  ...[metricNames.trainAccuracy, metricNames.validationAccuracy, metricNames.generalizationGap],
])

/** Every other metric of a run that was trained elsewhere, under its own name, in a chart of its own. */
export function otherMetrics(run: Run, series: RunSeries, axis: XAxis): ChartModel[] {
  return [...series.keys()]
    .filter((name) => !drawn.has(name))
    .toSorted()
    .map((name) => {
      const line = {
        ...{ label: name, endLabel: null, color: run.color, run: run.id },
        ...({ stroke: 'solid', hasSquares: false, isFaint: false } as const),
        points: alongAxis(series, name, axis),
      }
      return {
        title: name,
        detail: 'as logged',
        series: [line],
        x: chartAxis([axis], ...extent([line])),
        y: { min: null, max: null, title: '', isWhole: false },
        marks: [],
        digits: 4,
      }
    })
}
