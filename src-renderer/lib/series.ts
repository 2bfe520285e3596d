import type { MetricPoint, ReducedPoint } from '../../src-main/contract/index.ts'

/** The points of each metric of one run, by name, in order of step. Some may stand for several. */
export type RunSeries = ReadonlyMap<string, readonly ReducedPoint[]>

/**
 * Adds points to a run's series. A point replaces the one of the same metric and step, so that fetched and streamed
 * points may overlap. Points that follow the last step are appended in place: the common case costs nothing.
 */
export function addPoints(series: Map<string, ReducedPoint[]>, points: Iterable<MetricPoint>): void {
  for (const point of points) {
    const known = series.get(point.name)
    if (!known) series.set(point.name, [point])
    else insert(known, point)
  }
}

function insert(known: ReducedPoint[], point: MetricPoint): void {
  let at = known.length
  while (at > 0 && (known[at - 1] as ReducedPoint).step > point.step) at--
  const isSame = at > 0 && known[at - 1]?.step === point.step
  known.splice(isSame ? at - 1 : at, isSame ? 1 : 0, point)
}

/** Fetched series take the place of known ones, but for points that were streamed after the last fetched step. */
export function replaceSeries(series: Map<string, ReducedPoint[]>, fetched: readonly ReducedPoint[]): void {
  for (const [name, points] of Map.groupBy(fetched, (point) => point.name)) {
    const last = points.at(-1)?.step ?? 0
    const newer = (series.get(name) ?? []).filter((point) => point.step > last)
    series.set(name, [...points, ...newer])
  }
}

/** Neighbours in pairs, each as one point with their mean over the steps that they stand for and both their ends. */
export function halve(points: readonly ReducedPoint[]): ReducedPoint[] {
  const halved: ReducedPoint[] = []
  for (let at = 0; at < points.length; at += 2) {
    const first = points[at] as ReducedPoint
    const second = points[at + 1]
    if (!second) return [...halved, first]
    const before = first.step - (points[at - 1]?.step ?? first.step - (second.step - first.step))
    const after = second.step - first.step
    halved.push({
      ...second,
      value: (first.value * before + second.value * after) / (before + after),
      low: Math.min(first.low ?? first.value, second.low ?? second.value),
      high: Math.max(first.high ?? first.value, second.high ?? second.value),
    })
  }
  return halved
}
