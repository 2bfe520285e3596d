import type { Run } from '../../src-main/contract/index.ts'
import { metricNames } from '../lib/metric-names.ts'
import { reduceToExtremes } from '../lib/reduce.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartModel, ChartPoint } from './model.ts'

/** More points than a chart has pixels: each pixel keeps its minimum and maximum. */
const buckets = 600

/** The training loss of every step, faint, and its mean over each epoch beside the validation loss. */
export function lossByStep(run: Run, series: RunSeries): ChartModel {
  const byStep = (name: string): ChartPoint[] =>
    (series.get(name) ?? []).map((point) => ({ x: point.step, y: point.value }))
  const shared = { color: run.color, hasSquares: false }
  const lines = [
    {
      ...shared,
      label: 'each step',
      stroke: 'solid' as const,
      isFaint: true,
      points: reduceToExtremes(byStep(metricNames.stepLoss), buckets),
    },
    { ...shared, label: 'train', stroke: 'dashed' as const, isFaint: false, points: byStep(metricNames.trainLoss) },
    {
      ...shared,
      label: 'validation',
      stroke: 'solid' as const,
      isFaint: false,
      points: byStep(metricNames.validationLoss),
    },
  ]
  return {
    title: 'Loss by step',
    detail: 'nats; faint: the objective of each training batch',
    series: lines.filter((line) => line.points.length > 0),
    x: { min: 0, max: run.stepsTotal, title: 'step', isWhole: true },
    y: { min: 0, max: null, title: 'nats', isWhole: false },
    marks: [],
    digits: 3,
  }
}
