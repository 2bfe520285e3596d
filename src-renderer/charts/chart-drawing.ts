import type { Chart, Scale } from 'chart.js'
import type { Drawing, Shape } from '../../src-main/contract/drawing.ts'
import { placeLabels } from './end-labels.ts'
import { bandOpacity, lineLook, sharedColors, type LineLook } from './line-look.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { runColor, type ChartTheme } from './theme.ts'

const headerHeight = 24

type Point = [x: number, y: number]
type Place = (x: number, y: number) => Point

/**
 * The chart as it is drawn, as shapes for SVG and PDF: the same scales, places and looks, but as lines and text. Libraries
 * that turn canvas calls into SVG are not kept any more, and what there is to draw is little.
 */
export function chartDrawing(chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): Drawing {
  const { width, height, chartArea: area } = chart
  const context = { theme, hoveredRun: null, shared: sharedColors(model.series) }
  const at: Place = (x, y) => [
    chart.scales['x']?.getPixelForValue(x) ?? 0,
    (chart.scales['y']?.getPixelForValue(y) ?? 0) + headerHeight,
  ]
  const [top, bottom] = [area.top + headerHeight, area.bottom + headerHeight]
  const marks = model.marks.map(({ x }): Shape => {
    const [left] = at(x, 0)
    const points: Point[] = [
      [left, top],
      [left, bottom],
    ]
    return { kind: 'path', points, isInside: true, stroke: theme.mark, dash: [1, 2] }
  })
  const spots = (model.spots ?? []).map(({ x, y, color, isFilled, isBaseline }): Shape => {
    const tone = isBaseline ? theme.text : runColor(theme, color)
    const fill = isFilled ? tone : theme.surface
    return { kind: 'circle', at: at(x, y), radius: 3.5, isInside: true, fill, stroke: tone, width: 1.5 }
  })
  return {
    ...{ title: `${model.title}, ${model.detail}`, width, height: height + headerHeight, background: theme.surface },
    area: { left: area.left, top, right: area.right, bottom },
    shapes: [
      ...heading(model, theme),
      ...axes(chart, theme),
      ...marks,
      ...model.series.flatMap((series) => lineShapes(series, lineLook(series, context), theme, at)),
      ...spots,
      ...labels(chart, model, theme),
    ],
  }
}

function heading({ title, detail }: ChartModel, theme: ChartTheme): Shape[] {
  const written = { kind: 'text', anchor: 'start', size: theme.fontSize } as const
  // A bold letter's mean width; what is behind it may stand a little further.
  const width = title.length * theme.fontSize * 0.6
  return [
    { ...written, at: [0, headerHeight - 8], text: title, fill: theme.text, isBold: true },
    { ...written, at: [width, headerHeight - 8], text: detail, fill: theme.textSecondary },
  ]
}

function axes(chart: Chart<'line'>, theme: ChartTheme): Shape[] {
  const { chartArea: area, scales } = chart
  const { x, y } = scales
  const bottom = area.bottom + headerHeight
  const label = (text: unknown, place: Point, anchor: 'middle' | 'end'): Shape => ({
    ...{ kind: 'text', text: String(text ?? ''), at: place, anchor, size: theme.fontSize, fill: theme.textSecondary },
  })
  const across = (top: number, stroke: string): Shape => {
    const points: Point[] = [
      [area.left, top],
      [area.right, top],
    ]
    return { kind: 'path', points, stroke }
  }
  const rows = (y?.ticks ?? []).flatMap((tick) => {
    const top = (y?.getPixelForValue(tick.value) ?? 0) + headerHeight
    const written = hasTicks(y) ? [label(tick.label, [area.left - 6, top + theme.fontSize / 3], 'end')] : []
    return [across(top, theme.grid), ...written]
  })
  const columns =
    x && hasTicks(x)
      ? (x.ticks ?? []).map((tick) =>
          label(tick.label, [x.getPixelForValue(tick.value), bottom + theme.fontSize + 6], 'middle'),
        )
      : []
  return [...rows, across(bottom, theme.axis), ...columns]
}

function lineShapes(series: ChartSeries, look: LineLook, theme: ChartTheme, at: Place): Shape[] {
  const band = series.band ?? []
  const area = [...band.map(({ x, high }) => at(x, high)), ...band.toReversed().map(({ x, low }) => at(x, low))]
  const points = series.points.filter(({ y }) => Number.isFinite(y)).map(({ x, y }) => at(x, y))
  const line = { kind: 'path', points, isInside: true, stroke: look.color, width: look.width } as const
  const markers = look.marker === null ? [] : points.filter((_, index) => index % look.every === 0)
  return [
    ...(area.length === 0
      ? []
      : [
          {
            ...{ kind: 'path' as const, points: area, isClosed: true, isInside: true },
            ...{ fill: look.color, fillOpacity: bandOpacity },
          },
        ]),
    ...(series.isScattered || points.length < 2 ? [] : [{ ...line, dash: [...look.dash] }]),
    ...markers.map((point) => markerShape(look, point, theme)),
  ]
}

function markerShape(look: LineLook, [x, y]: Point, theme: ChartTheme): Shape {
  const paint = look.isOpen ? { fill: theme.surface, stroke: look.color, width: 1.5 } : { fill: look.color }
  const r = look.radius
  const closed = (points: Point[]): Shape => ({ kind: 'path', points, isClosed: true, isInside: true, ...paint })
  switch (look.marker) {
    case 'rect': {
      const half = r * 0.8
      return closed([
        [x - half, y - half],
        [x + half, y - half],
        [x + half, y + half],
        [x - half, y + half],
      ])
    }
    case 'triangle':
      return closed([
        [x, y - r],
        [x + r, y + r * 0.7],
        [x - r, y + r * 0.7],
      ])
    default:
      return { kind: 'circle', at: [x, y], radius: r, isInside: true, ...paint }
  }
}

function labels(chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): Shape[] {
  const { labels: written } = chart.options.plugins?.endLabels ?? {}
  const shown = written && written.length > 0 ? model.series.map((series) => series.endLabel) : []
  return placeLabels(chart, { size: theme.fontSize, labels: shown }).flatMap(
    ({ text, x, y, end, isMoved }): Shape[] => {
      const top = y + headerHeight
      const leader: Point[] = [
        [end.x + 4, end.y + headerHeight],
        [x - 2, top],
      ]
      return [
        ...(isMoved ? [{ kind: 'path' as const, points: leader, stroke: theme.axis }] : []),
        {
          ...{ kind: 'text' as const, text, at: [x, top + theme.fontSize / 3] as Point, anchor: 'start' as const },
          ...{ size: theme.fontSize, fill: theme.text },
        },
      ]
    },
  )
}

/** Whether the values of this axis are written beside it. */
const hasTicks = (scale: Scale | undefined): boolean =>
  (scale?.options as { ticks?: { display?: boolean } } | undefined)?.ticks?.display === true
