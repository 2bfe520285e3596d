import type { ChartDataset } from 'chart.js'
import { belongsTo, type ChartSeries } from './model.ts'
import { runColor, type ChartTheme } from './theme.ts'

export const dashes = { solid: [], dashed: [4, 3], dotted: [1, 3] } as const

/** Two digits of opacity behind a colour: --line-raw-opacity, --dimmed-opacity, --band-opacity. */
const faint = '47'
const dimmed = '33'
export const bandOpacity = 0.16

/** Marks on a line; more of them would hide it. */
const mostMarkers = 24
const colors = 10

export interface LineLook {
  readonly color: string
  readonly width: number
  readonly dash: readonly number[]
  /** Whether another run is hovered. */
  readonly isDimmed: boolean
  /** null: no points. */
  readonly marker: 'circle' | 'rect' | 'triangle' | null
  readonly isOpen: boolean
  readonly radius: number
  /** A marker at every so many points. */
  readonly every: number
}

export interface LineContext {
  readonly theme: ChartTheme
  readonly hoveredRun: string | null
  /** Colours that two runs of this chart share. */
  readonly shared: ReadonlySet<number>
}

/** Places in the palette that belong to two runs or more of these lines. */
export function sharedColors(series: readonly ChartSeries[]): ReadonlySet<number> {
  const indices = new Set(series.flatMap(({ color }) => (color === null ? [] : [color])))
  const groups = Map.groupBy(indices, (index) => index % colors)
  return new Set([...groups].filter(([, members]) => members.length > 1).map(([place]) => place))
}

export function lineLook(series: ChartSeries, { theme, hoveredRun, shared }: LineContext): LineLook {
  const base = series.isBaseline ? theme.text : runColor(theme, series.color)
  const isDimmed = hoveredRun !== null && !belongsTo(series, hoveredRun)
  const own = runMarker(series.color, shared)
  const isSingle = series.points.length === 1
  const marker = series.isFaint
    ? null
    : series.hasSquares
      ? 'rect'
      : (own ?? (isSingle || series.isScattered ? 'circle' : null))
  return {
    color: `${base}${isDimmed ? dimmed : series.isFaint ? faint : ''}`,
    width: series.isFaint ? 1 : isThick(series) ? 2.5 : 1.5,
    dash: dashes[series.stroke],
    isDimmed,
    marker,
    isOpen: marker !== null && marker === own && !series.hasSquares,
    radius: series.isScattered ? 4 : own && !series.hasSquares ? 3 : 2.5,
    every: Math.max(1, Math.ceil(series.points.length / mostMarkers)),
  }
}

/** The baseline stands out by its solid lines. */
const isThick = (series: ChartSeries): boolean =>
  series.color === null || (series.isBaseline === true && series.stroke === 'solid')

/** From the eleventh run on the colour repeats, and a marker tells the runs apart. */
function runMarker(color: number | null, shared: ReadonlySet<number>): 'circle' | 'rect' | 'triangle' | null {
  if (color === null || !shared.has(color % colors)) return null
  return ([null, 'circle', 'rect', 'triangle'] as const)[Math.min(Math.floor(color / colors), 3)] ?? null
}

export function dataset(series: ChartSeries, look: LineLook): ChartDataset<'line', { x: number; y: number }[]> {
  return {
    label: series.label,
    data: series.points as { x: number; y: number }[],
    borderColor: look.color,
    backgroundColor: look.color,
    borderWidth: look.width,
    borderDash: [...look.dash],
    borderJoinStyle: 'round',
    showLine: !series.isScattered,
    pointRadius: 0,
    pointBorderWidth: 0,
    pointHoverRadius: series.isFaint ? 0 : 3,
    pointHoverBackgroundColor: look.color,
    clip: 4,
  }
}
