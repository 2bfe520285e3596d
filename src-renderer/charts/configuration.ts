import type { ChartConfiguration, ChartDataset, ScaleOptionsByType } from 'chart.js'
import type { ChartAxis, ChartModel, ChartSeries } from './model.ts'
import { runColor, type ChartTheme } from './theme.ts'

export interface ChartLayout {
  /** Whether the lines are named at their right ends. */
  readonly hasEndLabels: boolean
  readonly hasXTicks: boolean
  readonly hasYTicks: boolean
}

declare module 'chart.js' {
  interface PluginOptionsByType<TType> {
    endLabels: { color: string; font: string; size: number; leader: string; labels: readonly (string | null)[] }
    marks: { color: string; at: readonly number[] }
  }
}

/** chart.js prints a hyphen for a minus. */
const tickLabel = (value: string | number): string =>
  Number(value).toLocaleString('en-US', { maximumFractionDigits: 3 }).replace('-', '−')

const dashes = { solid: [], dashed: [4, 3], dotted: [1, 3] } as const

/** A chart.js configuration of the model. Nothing is animated; decimation was done before. */
export function toConfiguration(
  model: ChartModel,
  theme: ChartTheme,
  layout: ChartLayout,
): ChartConfiguration<'line', { x: number; y: number }[]> {
  const font = { family: theme.font, size: theme.fontSize, lineHeight: 1 }
  const axis = (options: ChartAxis, isShown: boolean) => ({
    type: 'linear' as const,
    ...(options.min === null ? { suggestedMin: 0 } : { min: options.min }),
    ...(options.max === null ? {} : { max: options.max }),
    ticks: {
      display: isShown,
      color: theme.textSecondary,
      font,
      padding: 6,
      maxRotation: 0,
      maxTicksLimit: 7,
      includeBounds: false,
      callback: tickLabel,
      ...(options.isWhole ? { precision: 0 } : {}),
    },
  })
  return {
    type: 'line',
    data: { datasets: model.series.map((series) => dataset(series, theme)) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: ['mousemove', 'mouseout'],
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 6, right: layout.hasEndLabels ? labelWidth(model, theme) : 8 } },
      scales: {
        x: {
          ...axis(model.x, layout.hasXTicks),
          grid: { display: false },
          border: { color: theme.axis },
          title: { display: false },
        } satisfies Partial<ScaleOptionsByType<'linear'>> | object,
        y: {
          ...axis(model.y, layout.hasYTicks),
          grid: { color: theme.grid, tickLength: 0 },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          animation: false,
          backgroundColor: theme.surface,
          borderColor: theme.mark,
          borderWidth: 1,
          cornerRadius: 3,
          titleColor: theme.textSecondary,
          bodyColor: theme.text,
          titleFont: { ...font, weight: 'normal' },
          bodyFont: font,
          boxWidth: 8,
          boxHeight: 2,
          filter: (item) => !(model.series[item.datasetIndex]?.isFaint ?? false),
          callbacks: {
            title: (items) => `${model.x.title} ${items[0]?.parsed.x ?? ''}`,
            label: (item) => `${item.dataset.label ?? ''} ${(item.parsed.y ?? Number.NaN).toFixed(model.digits)}`,
          },
        },
        endLabels: {
          color: theme.text,
          font: theme.font,
          size: theme.fontSize,
          leader: theme.axis,
          labels: layout.hasEndLabels ? model.series.map((series) => series.endLabel) : [],
        },
        marks: { color: theme.mark, at: model.marks.map((mark) => mark.x) },
      },
    },
  }
}

function dataset(series: ChartSeries, theme: ChartTheme): ChartDataset<'line', { x: number; y: number }[]> {
  const color = runColor(theme, series.color)
  // Where a line has a single point, only a marker shows it.
  const radius = series.isFaint ? 0 : series.hasSquares || series.points.length === 1 ? 2.5 : 0
  return {
    label: series.label,
    data: [...series.points],
    borderColor: series.isFaint ? translucent(color) : color,
    backgroundColor: color,
    borderWidth: series.isFaint ? 1 : series.color === null ? 2.5 : 1.5,
    borderDash: [...dashes[series.stroke]],
    borderJoinStyle: 'round',
    pointStyle: series.hasSquares ? 'rect' : 'circle',
    pointRadius: radius,
    pointHoverRadius: Math.max(radius, series.isFaint ? 0 : 3),
    pointBorderWidth: 0,
    clip: 4,
  }
}

/** Room for the longest name, as far as it leaves the lines most of the chart; longer ones are cut. */
function labelWidth(model: ChartModel, theme: ChartTheme): number {
  const longest = Math.max(0, ...model.series.map((series) => series.endLabel?.length ?? 0))
  return Math.min(longest * 0.55 + 1.5, 12) * theme.fontSize
}

/** 28 %: --line-raw-opacity. */
const translucent = (color: string): string => `${color}47`
