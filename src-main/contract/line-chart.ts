import type { Drawing, Shape } from './drawing.ts'
import { tickText, ticksBetween, type TickFormat } from './chart-ticks.ts'

/** Curves of several runs that leave the program: drawn alike in a report, in SVG and in PDF. */
export interface LineChart {
  /** A plain name, as of its files. */
  readonly id: string
  readonly title: string
  /** Unit, n, mode: what the title needs to be read right. */
  readonly detail: string
  readonly x: ChartScale
  readonly y: ChartScale
  /** Whether y makes sense on a logarithmic axis: all of its values are above zero. */
  readonly canBeLogarithmic: boolean
  readonly series: readonly LineSeries[]
}

export interface ChartScale {
  readonly title: string
  readonly format: TickFormat
  readonly min: number
  readonly max: number
  /** Whether only whole numbers are ticked. */
  readonly isWhole?: true
}

export interface LineSeries {
  /** Whose line it is, by id: shown and hidden with that run's other lines. */
  readonly run: string
  readonly label: string
  /** Index of the run's colour. */
  readonly color: number
  readonly stroke: 'solid' | 'dashed' | 'dotted'
  /** Squares: measured under attack. */
  readonly hasSquares: boolean
  readonly points: readonly (readonly [x: number, y: number])[]
  /** 95 % interval around the line, at each x. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[]
}

/** Colours as hex, or as a page's CSS variables. */
export interface LineChartTheme {
  readonly text: string
  readonly quiet: string
  readonly grid: string
  readonly axis: string
  readonly surface: string
  readonly runs: readonly string[]
}

export interface LineChartView {
  readonly width: number
  readonly height: number
  readonly isLogarithmic: boolean
  /** Ids of runs whose lines are not drawn. */
  readonly hidden: ReadonlySet<string>
}

const inner = { left: 48, right: 20, top: 26, bottom: 40 }
const dashes = { solid: [], dashed: [5, 3], dotted: [1.5, 3] } as const
const mostSquares = 24
/** Of a square around 0, two wide. */
const corners = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const
const textSize = 11

/** Where values lie: pixels from the left and from the top. */
export interface Places {
  readonly area: Drawing['area']
  x(value: number): number
  y(value: number): number
}

/** The colour of a run; after the last one they begin again. */
export const runColor = (theme: Pick<LineChartTheme, 'runs'>, index: number): string =>
  theme.runs[index % theme.runs.length] ?? theme.runs[0] ?? '#000000'

export function placesOf(chart: LineChart, { width, height, isLogarithmic }: Omit<LineChartView, 'hidden'>): Places {
  const area = { left: inner.left, top: inner.top, right: width - inner.right, bottom: height - inner.bottom }
  const shareOf = ({ min, max }: ChartScale, value: number): number => (max > min ? (value - min) / (max - min) : 0.5)
  const [low, high] = logarithmicBounds(chart)
  const height01 = (value: number): number =>
    isLogarithmic
      ? (Math.log10(Math.max(value, low)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
      : shareOf(chart.y, value)
  return {
    area,
    x: (value) => area.left + shareOf(chart.x, value) * (area.right - area.left),
    y: (value) => area.bottom - height01(value) * (area.bottom - area.top),
  }
}

/** Whole powers of ten around the values. */
function logarithmicBounds({ series }: LineChart): [low: number, high: number] {
  const values = series.flatMap(({ points }) => points.map(([, y]) => y)).filter((y) => y > 0)
  const low = 10 ** Math.floor(Math.log10(values.reduce((least, y) => Math.min(least, y), Infinity)))
  const high = 10 ** Math.ceil(Math.log10(values.reduce((most, y) => Math.max(most, y), 0)))
  return values.length === 0 ? [0.1, 1] : [low, high > low ? high : low * 10]
}

/** Draws grid, axes and lines; what the lines are called stands beside it, not in it. */
export function drawLineChart(chart: LineChart, view: LineChartView, theme: LineChartTheme): Drawing {
  const places = placesOf(chart, view)
  const shown = chart.series.filter(({ run }) => !view.hidden.has(run))
  return {
    title: `${chart.title}, ${chart.detail}`,
    width: view.width,
    height: view.height,
    background: theme.surface,
    area: places.area,
    shapes: [
      ...axes(chart, places, view.isLogarithmic, theme),
      ...shown.flatMap((series) => bandOf(series, places, theme)),
      ...shown.flatMap((series) => lineOf(series, places, theme)),
    ],
  }
}

function axes(chart: LineChart, { area, x, y }: Places, isLogarithmic: boolean, theme: LineChartTheme): Shape[] {
  const [low, high] = isLogarithmic ? logarithmicBounds(chart) : [chart.y.min, chart.y.max]
  const rows = ticksBetween(low, high, chart.y.format, isLogarithmic)
  const columns = ticksBetween(chart.x.min, chart.x.max, chart.x.format, false).filter(
    (value) => !chart.x.isWhole || Number.isInteger(value),
  )
  const label = (text: string, at: [number, number], anchor: 'start' | 'middle' | 'end'): Shape => ({
    ...{ kind: 'text', text, at, anchor, size: textSize, fill: theme.quiet },
  })
  return [
    ...rows.flatMap((value): Shape[] => [
      {
        kind: 'path',
        points: [
          [area.left, y(value)],
          [area.right, y(value)],
        ],
        stroke: theme.grid,
      },
      label(tickText(value, chart.y.format), [area.left - 6, y(value) + 4], 'end'),
    ]),
    {
      kind: 'path',
      points: [
        [area.left, area.bottom],
        [area.right, area.bottom],
      ],
      stroke: theme.axis,
    },
    ...columns.map((value) => label(tickText(value, chart.x.format), [x(value), area.bottom + 16], 'middle')),
    label(chart.x.title, [area.right, area.bottom + 34], 'end'),
    label(chart.y.title, [0, 11], 'start'),
  ]
}

function bandOf({ band = [], color }: LineSeries, { x, y }: Places, theme: LineChartTheme): Shape[] {
  if (band.length < 2) return []
  const points = [
    ...band.map(([at, , high]): [number, number] => [x(at), y(high)]),
    ...band.toReversed().map(([at, low]): [number, number] => [x(at), y(low)]),
  ]
  return [{ kind: 'path', points, isClosed: true, isInside: true, fill: runColor(theme, color), fillOpacity: 0.16 }]
}

function lineOf(series: LineSeries, { x, y }: Places, theme: LineChartTheme): Shape[] {
  const color = runColor(theme, series.color)
  const points = series.points.map(([at, value]): [number, number] => [x(at), y(value)])
  const every = Math.max(1, Math.ceil(points.length / mostSquares))
  const line: Shape[] =
    points.length < 2
      ? []
      : [{ kind: 'path', points, isInside: true, stroke: color, width: 1.75, dash: [...dashes[series.stroke]] }]
  if (!series.hasSquares && points.length > 1) return line
  const marks = points
    .filter((_, at) => at % every === 0)
    .map(([left, top]): Shape => {
      if (!series.hasSquares) return { kind: 'circle', at: [left, top], radius: 2.5, isInside: true, fill: color }
      const square = corners.map(([dx, dy]): [number, number] => [left + dx * 2.2, top + dy * 2.2])
      return { kind: 'path', points: square, isClosed: true, isInside: true, fill: color }
    })
  return [...line, ...marks]
}
