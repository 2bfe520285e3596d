import type { TooltipOptions } from 'chart.js'
import { plainNumber } from '../lib/format.ts'
import { axisText } from './axis-text.ts'
import type { ChartModel } from './model.ts'
import type { ChartTheme } from './theme.ts'

type Tooltip = Partial<Omit<TooltipOptions<'line'>, 'callbacks'>> & {
  callbacks: Partial<TooltipOptions<'line'>['callbacks']>
}

const most = 8

/** The values under the pointer, and what happened or was best there. */
export function tooltip(model: ChartModel, theme: ChartTheme): Tooltip {
  const font = { family: theme.font, size: theme.fontSize, lineHeight: 1 }
  const named = [...model.marks, ...(model.spots ?? [])]
  const reach = (Math.max(...model.series.flatMap(({ points }) => points.at(-1)?.x ?? []), 0) || 1) / 100
  return {
    animation: false,
    backgroundColor: theme.surface,
    borderColor: theme.mark,
    borderWidth: 1,
    cornerRadius: 3,
    titleColor: theme.textSecondary,
    bodyColor: theme.text,
    footerColor: theme.textSecondary,
    titleFont: { ...font, weight: 'normal' },
    bodyFont: font,
    footerFont: { ...font, weight: 'normal' },
    // One run has one colour: a key would say nothing.
    displayColors: new Set(model.series.map(({ color }) => color)).size > 1,
    boxWidth: 8,
    boxHeight: 2,
    filter: (item, index) => index < most && !(model.series[item.datasetIndex]?.isFaint ?? false),
    callbacks: {
      title: (items) => {
        const at = items[0]?.parsed.x
        if (at === undefined || at === null) return ''
        const title = `${model.x.title} ${axisText(at, model.x.format)}`
        return model.x.format === 'pixel' && at > 0 ? `${title}: ${plainNumber(at)} of the pixel range` : title
      },
      label: (item) => {
        const value = (item.parsed.y ?? Number.NaN).toFixed(model.digits).replace('-', '−')
        const note = model.series[item.datasetIndex]?.points[item.dataIndex]?.note
        return [`${item.dataset.label ?? ''} ${value}`, ...(note === undefined ? [] : [note])].join(' · ')
      },
      footer: (items) => {
        const at = items[0]?.parsed.x
        return named
          .filter(({ x }) => at !== undefined && at !== null && Math.abs(x - at) <= reach)
          .map(({ label }) => label)
      },
    },
  }
}
