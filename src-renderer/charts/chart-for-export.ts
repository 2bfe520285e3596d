import { Chart } from 'chart.js'
import { toConfiguration, wholeView } from './configuration.ts'
import type { ChartModel } from './model.ts'
import type { ChartTheme } from './theme.ts'

const leastSize = { width: 640, height: 320 }
/** Sharp in print too. */
const devicePixelRatio = 2

/**
 * A shown chart drawn anew as it leaves the program: with both axes written and every line named in full, whatever the
 * screen leaves to the charts around it. Whoever asks destroys it.
 */
export function chartForExport(shown: Chart<'line'>, model: ChartModel, theme: ChartTheme): Chart<'line'> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(leastSize.width, Math.round(shown.width))
  canvas.height = Math.max(leastSize.height, Math.round(shown.height))
  const layout = { hasEndLabels: true, hasXTicks: true, hasYTicks: true, areLabelsWhole: true }
  const x = shown.scales['x']
  const view = { ...wholeView, zoom: x ? ([x.min, x.max] as const) : null }
  const { data, options, ...rest } = toConfiguration(model, theme, layout, view)
  return new Chart(canvas, { ...rest, data, options: { ...options, responsive: false, devicePixelRatio } })
}
