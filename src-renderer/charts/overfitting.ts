import { metricNames } from '../lib/metric-names.ts'
import { accuracyBounds } from './accuracy-bounds.ts'
import { axisOf, type Subject } from './gap-by-epoch.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { alongAxis, bestSpot, extent } from './run-series.ts'
import { chartAxis } from './x-axis.ts'

/** Several runs in one chart: training dashed, validation solid, validation under attack with squares. */
export function overfitting(
  subjects: readonly Subject[],
  { bounds = accuracyBounds(subjects.map(({ series }) => series)), baseline = '' } = {},
): ChartModel {
  const lines = subjects.flatMap((subject): ChartSeries[] => {
    const { run, series } = subject
    const line = (suffix: string, metric: string, stroke: ChartSeries['stroke'], hasSquares: boolean): ChartSeries => ({
      label: `${run.name}${suffix}`,
      endLabel: suffix === '' ? run.name : null,
      color: run.color,
      run: run.id,
      isBaseline: run.id === baseline,
      stroke,
      hasSquares,
      isFaint: false,
      points: alongAxis(series, metric, axisOf(subject), 100),
    })
    return [
      line(', train', metricNames.trainAccuracy, 'dashed', false),
      line('', metricNames.validationAccuracy, 'solid', false),
      line(', attacked', metricNames.attackedValidationAccuracy, 'solid', true),
    ]
  })
  const drawn = lines.filter((line) => line.points.length > 0)
  const axes = subjects.map(axisOf)
  return {
    title: `Accuracy by ${axes[0]?.title ?? 'epoch'}`,
    detail: subjects.some(({ run }) => run.imported)
      ? '%, inference mode; of imported runs as logged'
      : '%, inference mode',
    series: drawn,
    x: chartAxis(axes, ...extent(drawn)),
    y: { ...bounds, title: '%', isWhole: true },
    marks: [],
    spots: subjects.flatMap((subject) => {
      const best = (metric: string, isFilled: boolean) =>
        bestSpot(subject.run, subject.series, metric, axisOf(subject), {
          label: `${subject.run.name}, best ${isFilled ? 'clean' : 'robust'}`,
          isFilled,
          isBaseline: subject.run.id === baseline,
        })
      return [...best(metricNames.validationAccuracy, true), ...best(metricNames.attackedValidationAccuracy, false)]
    }),
    digits: 1,
  }
}
