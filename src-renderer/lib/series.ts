import type { MetricPoint } from '../../src-main/contract/index.ts'

/** The points of each metric of one run, by name, in order of step. */
export type RunSeries = ReadonlyMap<string, readonly MetricPoint[]>

/**
 * Adds points to a run's series. A point replaces the one of the same metric and step, so that fetched and streamed
 * points may overlap. Points that follow the last step are appended in place: the common case costs nothing.
 */
export function addPoints(series: Map<string, MetricPoint[]>, points: Iterable<MetricPoint>): void {
  for (const point of points) {
    const known = series.get(point.name)
    if (!known) series.set(point.name, [point])
    else insert(known, point)
  }
}

function insert(known: MetricPoint[], point: MetricPoint): void {
  let at = known.length
  while (at > 0 && (known[at - 1] as MetricPoint).step > point.step) at--
  const isSame = at > 0 && known[at - 1]?.step === point.step
  known.splice(isSame ? at - 1 : at, isSame ? 1 : 0, point)
}
