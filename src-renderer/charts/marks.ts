import type { Chart, Plugin } from 'chart.js'

/** Thin dotted verticals where something happened. */
export const marks: Plugin<'line'> = {
  id: 'marks',
  beforeDatasetsDraw(chart: Chart<'line'>, _arguments, options) {
    const { color, at } = options as { color: string; at: readonly number[] }
    const x = chart.scales['x']
    if (!x) return
    const { ctx, chartArea } = chart
    ctx.save()
    ctx.strokeStyle = color
    ctx.lineWidth = 1
    ctx.setLineDash([1, 2])
    for (const value of at) {
      const pixel = Math.round(x.getPixelForValue(value)) + 0.5
      ctx.beginPath()
      ctx.moveTo(pixel, chartArea.top)
      ctx.lineTo(pixel, chartArea.bottom)
      ctx.stroke()
    }
    ctx.restore()
  },
}
