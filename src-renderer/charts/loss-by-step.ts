import type { ReducedPoint, Run, RunEvent } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import { reduceToExtremes } from '../lib/reduce.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartPoint, ChartSeries } from './model.ts'
import { alongAxis, eventMarks, extent } from './run-series.ts'
import { smooth } from './smooth.ts'
import { chartAxis, xAxis, type XAxis } from './x-axis.ts'

/** More points than a chart has pixels: each pixel keeps its minimum and maximum. */
const buckets = 600

/**
 * The objective of every training batch, faint; its mean over each epoch, dashed; the validation loss, solid; where the
 * objective attacks, the means of the cross-entropy on clean and on attacked batches, dotted, the latter with squares.
 * `smoothing` above 0 puts the smoothed batches in place of the means; all points have to be there for it.
 */
export function lossByStep(
  run: Run,
  series: RunSeries,
  events: readonly RunEvent[] = [],
  { axis = xAxis('step', run, null), smoothing = 0 } = {},
): ChartModel {
  const steps = series.get(metricNames.stepLoss) ?? []
  const line = (label: string, stroke: ChartSeries['stroke'], points: readonly ChartPoint[], isFaint = false) => ({
    label,
    endLabel: isFaint ? null : label,
    color: run.color,
    run: run.id,
    stroke,
    hasSquares: false,
    isFaint,
    points,
  })
  const meansOf = (points: readonly ReducedPoint[]): ChartPoint[] =>
    run.stepsTotal === null ? [] : means(points, run.stepsTotal / run.config.epochs, axis)
  const validation = alongAxis(series, metricNames.validationLoss, axis)
  const batches = steps.map((point) => ({ x: axis.of(point), y: point.value }))
  // Runs that were trained elsewhere bring the means of their epochs.
  const told = alongAxis(series, metricNames.trainLoss, axis)
  const ownMeans = told.length > 0 ? told : meansOf(steps)
  const train = smoothing > 0 && batches.length > 0 ? reduceToExtremes(smooth(batches, smoothing), buckets) : ownMeans
  const attacked = meansOf(series.get(metricNames.adversarialLoss) ?? [])
  // Without an attack it is what is trained, or next to it.
  const clean = attacked.length > 0 ? meansOf(series.get(metricNames.cleanLoss) ?? []) : []
  const lines = [
    line(
      'each batch',
      'solid',
      reduceToExtremes(
        steps.flatMap((point) => extremes(point, axis)),
        buckets,
      ),
      true,
    ),
    line('train', 'dashed', train),
    line('train, clean', 'dotted', clean),
    { ...line('train, attacked', 'dotted', attacked), hasSquares: true },
    line('validation', 'solid', validation),
  ].filter((it) => it.points.length > 0)
  return {
    title: `Loss by ${axis.title}`,
    detail: run.imported
      ? 'as logged; faint: each batch, dashed: training, solid: validation'
      : smoothing > 0
        ? `nats; faint: the objective of each batch, dashed: smoothed ${smoothing.toFixed(2)}`
        : 'nats; faint: the objective of each batch, dashed: its mean over an epoch',
    series: lines,
    x: chartAxis([axis], ...extent(lines)),
    y: { min: 0, max: null, title: 'nats', isWhole: false },
    marks: eventMarks(run, events, axis),
    digits: 3,
  }
}

/** A point as it was written, or both ends of those that it stands for. */
function extremes(point: ReducedPoint, axis: XAxis): ChartPoint[] {
  const x = axis.of(point)
  const { low, high } = point
  return low === undefined || high === undefined || low === high
    ? [{ x, y: point.value }]
    : [
        { x, y: low },
        { x, y: high },
      ]
}

/** The mean over each whole run of `length` steps, placed at its last step. A point counts for all steps since the one before. */
function means(points: readonly ReducedPoint[], length: number, axis: XAxis): ChartPoint[] {
  const last = points.at(-1)?.step ?? 0
  const sums = new Map<number, { sum: number; weight: number }>()
  points.forEach((point, index) => {
    const epoch = Math.ceil(point.step / length)
    const weight = point.step - (points[index - 1]?.step ?? 0)
    const known = sums.get(epoch) ?? { sum: 0, weight: 0 }
    sums.set(epoch, { sum: known.sum + point.value * weight, weight: known.weight + weight })
  })
  return [...sums].flatMap(([epoch, { sum, weight }]) =>
    epoch * length > last || weight === 0
      ? []
      : [{ x: axis.of({ step: Math.round(epoch * length), epoch }), y: sum / weight }],
  )
}
