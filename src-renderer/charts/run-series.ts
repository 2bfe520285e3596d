import type { Run, RunEvent } from '../../src-main/contract/index.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartMark, ChartPoint } from './model.ts'

/** One metric against the epoch, scaled (100 makes percent of a fraction). */
export function byEpoch(series: RunSeries, name: string, scale = 1): ChartPoint[] {
  return (series.get(name) ?? []).map((point) => ({ x: point.epoch, y: point.value * scale }))
}

/** First minus second metric where both are known, by epoch. */
export function differenceByEpoch(series: RunSeries, first: string, second: string, scale = 1): ChartPoint[] {
  const subtrahend = new Map((series.get(second) ?? []).map((point) => [point.step, point.value]))
  return (series.get(first) ?? []).flatMap((point) => {
    const other = subtrahend.get(point.step)
    return other === undefined ? [] : [{ x: point.epoch, y: (point.value - other) * scale }]
  })
}

const drawnKinds: ReadonlySet<RunEvent['kind']> = new Set(['rate-drop', 'early-stop', 'resume', 'not-a-number'])

/** Events that change how a curve is read, placed by epoch. */
export function eventMarks(run: Run, events: readonly RunEvent[]): ChartMark[] {
  const stepsPerEpoch = run.stepsTotal === null ? null : run.stepsTotal / run.config.epochs
  if (stepsPerEpoch === null) return []
  return events
    .filter((event) => drawnKinds.has(event.kind))
    .map((event) => ({ x: event.step / stepsPerEpoch, label: event.message }))
}
