import type { LineChart } from '../../contract/line-chart.ts'
import type { TextTable } from '../../contract/table-text.ts'

/** The points of a chart: one row for each x, one column for each line, and two more where it has intervals. */
export function chartTable({ x, series }: LineChart): TextTable {
  const columns = series.flatMap(({ label, points, band = [] }) => {
    const bounds = new Map(band.map(([at, low, high]) => [at, [low, high]]))
    return [
      { label, values: new Map(points) },
      ...(bounds.size === 0
        ? []
        : [0, 1].map((side) => ({
            label: `${label} ${side === 0 ? 'low' : 'high'}`,
            values: new Map([...bounds].map(([at, both]) => [at, both[side] as number])),
          }))),
    ]
  })
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b)
  return {
    columns: [x.title, ...columns.map(({ label }) => label)],
    rows: xs.map((at) => [at, ...columns.map(({ values }) => values.get(at) ?? null)]),
  }
}
