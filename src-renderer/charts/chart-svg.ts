import type { Chart, Scale } from 'chart.js'
import { placeLabels } from './end-labels.ts'
import { bandOpacity, lineLook, sharedColors, type LineLook } from './line-look.ts'
import type { ChartModel, ChartSeries } from './model.ts'
import { runColor, type ChartTheme } from './theme.ts'
import { escapeMarkup } from '../lib/escape-markup.ts'

const headerHeight = 24

/**
 * The chart as it is drawn, as SVG: the same scales, places and looks, but as lines and text. Libraries that turn canvas
 * calls into SVG are not kept any more, and what there is to draw is little.
 */
export function chartSvg(chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): string {
  const { width, height, chartArea: area } = chart
  const context = { theme, hoveredRun: null, shared: sharedColors(model.series) }
  const at = (x: number, y: number): [number, number] => [
    chart.scales['x']?.getPixelForValue(x) ?? 0,
    chart.scales['y']?.getPixelForValue(y) ?? 0,
  ]
  const lines = model.series.map((series) => lineSvg(series, lineLook(series, context), theme, at))
  const marks = model.marks.map(({ x }) => {
    const [left] = at(x, 0)
    return `<path d="M${pair(left, area.top)}V${round(area.bottom)}" stroke="${theme.mark}" stroke-dasharray="1 2"/>`
  })
  const spots = (model.spots ?? []).map(({ x, y, color, isFilled, isBaseline }) => {
    const [left, top] = at(x, y)
    const tone = isBaseline ? theme.text : runColor(theme, color)
    return `<circle cx="${round(left)}" cy="${round(top)}" r="3.5" fill="${isFilled ? tone : theme.surface}" ${stroke(tone)} stroke-width="1.5"/>`
  })
  const clip = `<clipPath id="area"><rect x="${round(area.left)}" y="${round(area.top - 4)}" width="${round(area.width + 4)}" height="${round(area.height + 8)}"/></clipPath>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + headerHeight}" viewBox="0 ${-headerHeight} ${width} ${height + headerHeight}" font-family="${escapeMarkup(theme.font)}" font-size="${theme.fontSize}">
<title>${escapeMarkup(`${model.title}, ${model.detail}`)}</title>
<defs>${clip}</defs>
<rect y="${-headerHeight}" width="${width}" height="${height + headerHeight}" fill="${theme.surface}"/>
<text x="0" y="-8" fill="${theme.textSecondary}"><tspan font-weight="600" fill="${theme.text}">${escapeMarkup(model.title)}</tspan> ${escapeMarkup(model.detail)}</text>
${axesSvg(chart, theme)}
<g clip-path="url(#area)" fill="none" stroke-linejoin="round">
${[...marks, ...lines, ...spots].join('\n')}
</g>
${labelsSvg(chart, model, theme)}
</svg>
`
}

function axesSvg(chart: Chart<'line'>, theme: ChartTheme): string {
  const { chartArea: area, scales } = chart
  const { x, y } = scales
  const label = (text: unknown, left: number, top: number, anchor: string): string =>
    `<text x="${round(left)}" y="${round(top)}" text-anchor="${anchor}" fill="${theme.textSecondary}">${escapeMarkup(String(text ?? ''))}</text>`
  const rows = (y?.ticks ?? []).map((tick) => {
    const top = y?.getPixelForValue(tick.value) ?? 0
    const grid = `<path d="M${pair(area.left, top)}H${round(area.right)}" stroke="${theme.grid}"/>`
    return hasTicks(y) ? grid + label(tick.label, area.left - 6, top + theme.fontSize / 3, 'end') : grid
  })
  const columns =
    x && hasTicks(x)
      ? (x.ticks ?? []).map((tick) =>
          label(tick.label, x.getPixelForValue(tick.value), area.bottom + theme.fontSize + 6, 'middle'),
        )
      : []
  return [
    ...rows,
    `<path d="M${pair(area.left, area.bottom)}H${round(area.right)}" ${stroke(theme.axis)}/>`,
    ...columns,
  ].join('\n')
}

function lineSvg(
  series: ChartSeries,
  look: LineLook,
  theme: ChartTheme,
  at: (x: number, y: number) => [number, number],
): string {
  const band = series.band ?? []
  const area = [
    ...band.map(({ x, high }) => pair(...at(x, high))),
    ...band.toReversed().map(({ x, low }) => pair(...at(x, low))),
  ]
  const known = series.points.filter(({ y }) => Number.isFinite(y))
  const points = known.map(({ x, y }) => at(x, y))
  const dash = look.dash.length === 0 ? '' : ` stroke-dasharray="${look.dash.join(' ')}"`
  const markers =
    look.marker === null
      ? []
      : points.filter((_, index) => index % look.every === 0).map((point) => markerSvg(look, point, theme))
  return [
    area.length === 0 ? '' : `<path d="M${area.join('L')}Z" fill="${look.color}" fill-opacity="${bandOpacity}"/>`,
    series.isScattered || points.length < 2
      ? ''
      : `<path d="M${points.map(([x, y]) => pair(x, y)).join('L')}" ${stroke(look.color)} stroke-width="${look.width}"${dash}/>`,
    ...markers,
  ].join('')
}

function markerSvg(look: LineLook, [x, y]: readonly [number, number], theme: ChartTheme): string {
  const paint = look.isOpen ? `fill="${theme.surface}" ${stroke(look.color)} stroke-width="1.5"` : fill(look.color)
  const r = look.radius
  switch (look.marker) {
    case 'rect':
      return `<rect x="${round(x - r * 0.8)}" y="${round(y - r * 0.8)}" width="${round(r * 1.6)}" height="${round(r * 1.6)}" ${paint}/>`
    case 'triangle':
      return `<path d="M${pair(x, y - r)}L${pair(x + r, y + r * 0.7)}H${round(x - r)}Z" ${paint}/>`
    default:
      return `<circle cx="${round(x)}" cy="${round(y)}" r="${r}" ${paint}/>`
  }
}

function labelsSvg(chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): string {
  const { labels } = chart.options.plugins?.endLabels ?? {}
  const shown = labels && labels.length > 0 ? model.series.map((series) => series.endLabel) : []
  return placeLabels(chart, { size: theme.fontSize, labels: shown })
    .map(({ text, x, y, end, isMoved }) => {
      const leader = isMoved ? `<path d="M${pair(end.x + 4, end.y)}L${pair(x - 2, y)}" ${stroke(theme.axis)}/>` : ''
      return `${leader}<text x="${round(x)}" y="${round(y + theme.fontSize / 3)}" fill="${theme.text}">${escapeMarkup(text)}</text>`
    })
    .join('\n')
}

/** Whether the values of this axis are written beside it. */
const hasTicks = (scale: Scale | undefined): boolean =>
  (scale?.options as { ticks?: { display?: boolean } } | undefined)?.ticks?.display === true

const round = (value: number): number => Math.round(value * 10) / 10
const pair = (x: number, y: number): string => `${round(x)} ${round(y)}`

/** Older readers know no colour with eight digits. */
const paint = (property: string, color: string): string =>
  color.length === 9
    ? `${property}="${color.slice(0, 7)}" ${property}-opacity="${(parseInt(color.slice(7), 16) / 255).toFixed(2)}"`
    : `${property}="${color}"`
const stroke = (color: string): string => paint('stroke', color)
const fill = (color: string): string => paint('fill', color)
