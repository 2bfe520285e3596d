import type { ChartConfiguration, Scale } from 'chart.js'
import { annotations } from './annotations.ts'
import { axisText } from './axis-text.ts'
import { axisTicks } from './axis-ticks.ts'
import type { Band } from './bands.ts'
import { bandOpacity, dataset, lineLook, sharedColors, type LineLook } from './line-look.ts'
import { belongsTo, type ChartAxis, type ChartModel } from './model.ts'
import { tooltip } from './tooltip.ts'
import type { ChartTheme } from './theme.ts'

export interface ChartLayout {
  /** Whether the lines are named at their right ends. */
  readonly hasEndLabels: boolean
  readonly hasXTicks: boolean
  readonly hasYTicks: boolean
  /** Room for names at the right, in letters; null: as much as this chart's names need. */
  readonly labelLetters?: number | null
  /** Whether long names are not cut. */
  readonly areLabelsWhole?: boolean
}

/** What a person does with a chart. */
export interface ChartView {
  /** The part of the x axis that is shown; null: all of it. */
  readonly zoom: readonly [number, number] | null
  readonly hoveredRun: string | null
  onZoom(range: readonly [number, number]): void
}

const mostLabelWidth = 12

/** In units of the size of its text: "−12.5" and the space beside it. */
const yAxisWidth = 3.4

export const wholeView: ChartView = { zoom: null, hoveredRun: null, onZoom: () => undefined }

declare module 'chart.js' {
  interface PluginOptionsByType<TType> {
    endLabels: { color: string; font: string; size: number; leader: string; labels: readonly (string | null)[] }
    bands: { list: readonly Band[]; opacity: number }
    markers: { looks: readonly LineLook[]; surface: string }
  }
}

/** A chart.js configuration of the model. Nothing is animated; decimation was done before. */
export function toConfiguration(
  model: ChartModel,
  theme: ChartTheme,
  layout: ChartLayout,
  view: ChartView = wholeView,
): ChartConfiguration<'line', { x: number; y: number }[]> {
  const context = { theme, hoveredRun: view.hoveredRun, shared: sharedColors(model.series) }
  const looks = model.series.map((series) => lineLook(series, context))
  return {
    type: 'line',
    data: { datasets: model.series.map((series, at) => dataset(series, looks[at] as LineLook)) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: ['mousemove', 'mouseout'],
      interaction: { mode: 'nearest', axis: model.series.length > 12 ? 'xy' : 'x', intersect: false },
      layout: {
        padding: { top: 6, right: layout.hasEndLabels ? labelWidth(model, theme, layout) : 8 },
      },
      scales: {
        x: {
          ...axisOptions(model.x, layout.hasXTicks, theme),
          ...(view.zoom ? { min: view.zoom[0], max: view.zoom[1] } : {}),
          grid: { display: false },
          border: { color: theme.axis },
          title: { display: false },
        },
        y: {
          ...axisOptions(model.y, layout.hasYTicks, theme),
          // One width in all charts, so that what is above another happened at the same time.
          afterFit: (scale: Scale) => {
            if (layout.hasYTicks) scale.width = theme.fontSize * yAxisWidth
          },
          grid: { color: theme.grid, tickLength: 0 },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: tooltip(model, theme),
        annotation: { annotations: annotations(model, theme, view.hoveredRun), clip: false },
        zoom: {
          zoom: {
            mode: 'x',
            drag: {
              enabled: true,
              threshold: 6,
              backgroundColor: `${theme.accent}22`,
              borderColor: theme.accent,
              borderWidth: 1,
            },
            // Without a key the wheel scrolls the screen.
            wheel: { enabled: true, modifierKey: 'ctrl' },
            onZoomComplete: ({ chart }) => {
              const { min, max } = chart.scales['x'] as Scale
              view.onZoom([min, max])
            },
          },
          limits: { x: limits(model.x) },
        },
        bands: {
          opacity: bandOpacity,
          list: model.series.flatMap(({ band }, at) => {
            const look = looks[at] as LineLook
            return band && !look.isDimmed ? [{ points: band, color: look.color }] : []
          }),
        },
        markers: { looks, surface: theme.surface },
        endLabels: {
          color: theme.text,
          font: theme.font,
          size: theme.fontSize,
          leader: theme.axis,
          labels: layout.hasEndLabels
            ? model.series.map((series) =>
                view.hoveredRun !== null && !belongsTo(series, view.hoveredRun) ? null : series.endLabel,
              )
            : [],
        },
      },
    },
  }
}

/** Nothing lies beyond the axis. */
const limits = (axis: ChartAxis): { min: number | 'original'; max: number | 'original' } => ({
  min: axis.min ?? 'original',
  max: axis.max ?? 'original',
})

function axisOptions(options: ChartAxis, isShown: boolean, theme: ChartTheme) {
  return {
    type: options.isLogarithmic ? ('logarithmic' as const) : ('linear' as const),
    ...(options.min === null ? { suggestedMin: 0 } : { min: options.min }),
    ...(options.max === null ? {} : { max: options.max }),
    afterBuildTicks(scale: Scale) {
      const values = options.isLogarithmic
        ? scale.ticks.map(({ value }) => value).filter((value) => /^[125]0*$/.test(String(Math.round(value))))
        : axisTicks(scale.min, scale.max, options.format)
      if (values) scale.ticks = values.map((value) => ({ value }))
    },
    ticks: {
      display: isShown,
      color: theme.textSecondary,
      font: { family: theme.font, size: theme.fontSize, lineHeight: 1 },
      padding: 6,
      maxRotation: 0,
      maxTicksLimit: 7,
      includeBounds: false,
      callback: (value: string | number) => axisText(Number(value), options.format),
      ...(options.isWhole ? { precision: 0 } : {}),
    },
  }
}

/** Room for the longest name, as far as it leaves the lines most of the chart; longer ones are cut. */
function labelWidth(model: ChartModel, theme: ChartTheme, layout: ChartLayout): number {
  const longest = layout.labelLetters ?? Math.max(0, ...model.series.map((series) => series.endLabel?.length ?? 0))
  const width = longest * 0.55 + 1.5
  return (layout.areLabelsWhole ? width : Math.min(width, mostLabelWidth)) * theme.fontSize
}
