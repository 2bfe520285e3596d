import type { Run, RunEvent } from '../../src-main/contract/index.ts'
import type { RunSeries } from '../lib/series.ts'
import type { ChartMark, ChartPoint, ChartSeries, ChartSpot } from './model.ts'
import { isUnfreezing } from './trained-parts.ts'
import { epochOfStep, type XAxis } from './x-axis.ts'

/** One metric along the axis, scaled (100 makes percent of a fraction). */
export function alongAxis(series: RunSeries, name: string, axis: XAxis, scale = 1): ChartPoint[] {
  return (series.get(name) ?? []).map((point) => ({ x: axis.of(point), y: point.value * scale }))
}

/** First minus second metric where both are known. */
export function differenceAlongAxis(
  series: RunSeries,
  first: string,
  second: string,
  axis: XAxis,
  scale = 1,
): ChartPoint[] {
  const subtrahend = new Map((series.get(second) ?? []).map((point) => [point.step, point.value]))
  return (series.get(first) ?? []).flatMap((point) => {
    const other = subtrahend.get(point.step)
    return other === undefined ? [] : [{ x: axis.of(point), y: (point.value - other) * scale }]
  })
}

const drawnKinds: ReadonlySet<RunEvent['kind']> = new Set([
  ...(['rate-drop', 'early-stop', 'resume', 'not-a-number'] as const),
  ...(['catastrophic-overfitting', 'robust-overfitting'] as const),
])
/** Their reason stands beside the charts, behind a colon. */
const explainedKinds: ReadonlySet<RunEvent['kind']> = new Set([
  'unfreezing',
  'catastrophic-overfitting',
  'robust-overfitting',
])

/** Events that change how a curve is read. */
export function eventMarks(run: Run, events: readonly RunEvent[], axis: XAxis): ChartMark[] {
  if (run.stepsTotal === null) return []
  return events
    .filter((event) => drawnKinds.has(event.kind) || isUnfreezing(event))
    .map((event) => ({
      x: axis.of({ step: event.step, epoch: epochOfStep(run, event.step) }),
      label: explainedKinds.has(event.kind) ? (event.message.split(':', 1)[0] ?? '') : event.message,
    }))
}

/** The best point of a metric, in percent. */
export function bestSpot(
  run: Run,
  series: RunSeries,
  name: string,
  axis: XAxis,
  look: Pick<ChartSpot, 'label' | 'isFilled' | 'isBaseline'>,
): ChartSpot[] {
  const [first, ...rest] = series.get(name) ?? []
  if (!first) return []
  const best = rest.reduce((highest, point) => (point.value > highest.value ? point : highest), first)
  return [{ ...look, x: axis.of(best), y: best.value * 100, color: run.color, run: run.id }]
}

/** Where the points of these lines begin and end. */
export function extent(lines: readonly Pick<ChartSeries, 'points'>[]): [first: number, last: number] {
  const firsts = lines.flatMap(({ points }) => (points[0] ? [points[0].x] : []))
  const lasts = lines.flatMap(({ points }) => points.at(-1)?.x ?? [])
  return [Math.min(...firsts, Number.MAX_VALUE), Math.max(...lasts, 0)]
}
