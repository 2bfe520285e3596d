import type { Run } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import { reduceToExtremes } from '../lib/reduce.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartPoint, ChartSeries } from './model.ts'

/** More points than a chart has pixels: each pixel keeps its minimum and maximum. */
const buckets = 600

/** The objective of every training batch, faint; its mean over each epoch, dashed; the validation loss, solid. */
export function lossByStep(run: Run, series: RunSeries): ChartModel {
  const byStep = (name: string): ChartPoint[] =>
    (series.get(name) ?? []).map((point) => ({ x: point.step, y: point.value }))
  const steps = byStep(metricNames.stepLoss)
  const line = (label: string, stroke: ChartSeries['stroke'], points: readonly ChartPoint[], isFaint = false) => ({
    label,
    endLabel: isFaint ? null : label,
    color: run.color,
    stroke,
    hasSquares: false,
    isFaint,
    points,
  })
  const lines = [
    line('each batch', 'solid', reduceToExtremes(steps, buckets), true),
    line('train', 'dashed', run.stepsTotal === null ? [] : means(steps, run.stepsTotal / run.config.epochs)),
    line('validation', 'solid', byStep(metricNames.validationLoss)),
  ]
  return {
    title: 'Loss by step',
    detail: 'nats; faint: the objective of each batch, dashed: its mean over an epoch',
    series: lines.filter((it) => it.points.length > 0),
    x: { min: 0, max: run.stepsTotal, title: 'step', isWhole: true },
    y: { min: 0, max: null, title: 'nats', isWhole: false },
    marks: [],
    digits: 3,
  }
}

/** The mean over each whole run of `length` steps, placed at its last step. */
function means(steps: readonly ChartPoint[], length: number): ChartPoint[] {
  const epochs = Map.groupBy(steps, (point) => Math.ceil(point.x / length))
  return [...epochs].flatMap(([epoch, points]) =>
    points.length < length
      ? []
      : [{ x: Math.round(epoch * length), y: points.reduce((sum, point) => sum + point.y, 0) / points.length }],
  )
}
