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

/**
 * Neighbours within equal widths of steps as one point each, with their mean over the steps that they stand for and both
 * their ends, so that about `most` are left. A width is a power of two: what was thinned before falls into whole ones.
 */
export function thin(points: readonly ReducedPoint[], most: number): ReducedPoint[] {
  const first = points[0]?.step ?? 0
  const width = 2 ** Math.max(0, Math.ceil(Math.log2(((points.at(-1)?.step ?? 0) - first + 1) / most)))
  const thinned: ReducedPoint[] = []
  let weight = 0
  points.forEach((point, at) => {
    const before = at > 0 ? (points[at - 1] as ReducedPoint).step : 2 * first - (points[1]?.step ?? first + 1)
    const own = point.step - before
    const known = thinned.at(-1)
    if (known === undefined || Math.floor(known.step / width) !== Math.floor(point.step / width)) {
      thinned.push(point)
      weight = own
      return
    }
    thinned[thinned.length - 1] = {
      ...point,
      value: (known.value * weight + point.value * own) / (weight + own),
      low: Math.min(known.low ?? known.value, point.low ?? point.value),
      high: Math.max(known.high ?? known.value, point.high ?? point.value),
    }
    weight += own
  })
  return thinned
}
