import type { Chart } from 'chart.js'
import type { ChartModel } from '../../charts/model.ts'

/** px around a line within which its run counts as hovered. */
const reach = 10

/** The run whose line lies under the pointer. */
export function runUnder(chart: Chart<'line'>, model: ChartModel, event: MouseEvent): string | null {
  const { offsetX: x, offsetY: y } = event
  const [nearest] = chart.getElementsAtEventForMode(event, 'nearest', { axis: 'xy', intersect: false }, false)
  if (!nearest || Math.hypot(nearest.element.x - x, nearest.element.y - y) > reach * 2) return null
  const series = model.series[nearest.datasetIndex]
  return series?.run ?? null
}

/** Every x at which a named line has a point, in order. */
export function placesOf(model: ChartModel): number[] {
  const named = model.series.filter((series) => !series.isFaint)
  const lines = named.length > 0 ? named : model.series
  return [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b)
}

/** The nearest of ordered places; null where there is none. */
export function nearestPlace(places: readonly number[], x: number): number | null {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] as number) < x) low = middle + 1
    else high = middle
  }
  const [before, after] = [places[low - 1], places[low]]
  if (before === undefined || after === undefined) return before ?? after ?? null
  return x - before < after - x ? before : after
}
