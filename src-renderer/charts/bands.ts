import type { Chart, Plugin } from 'chart.js'
import type { ChartBand } from './model.ts'

export interface Band {
  readonly points: readonly ChartBand[]
  readonly color: string
}

/** Areas between a lowest and a highest value, under the lines. */
export const bands: Plugin<'line'> = {
  id: 'bands',
  beforeDatasetsDraw(chart: Chart<'line'>, _arguments, options) {
    const { list, opacity } = options as { list: readonly Band[]; opacity: number }
    const { ctx, chartArea, scales } = chart
    const { x, y } = scales
    if (!x || !y || !list) return
    ctx.save()
    ctx.beginPath()
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height)
    ctx.clip()
    ctx.globalAlpha = opacity
    for (const { points, color } of list) {
      ctx.fillStyle = color
      ctx.beginPath()
      for (const point of points) ctx.lineTo(x.getPixelForValue(point.x), y.getPixelForValue(point.high))
      for (const point of points.toReversed()) ctx.lineTo(x.getPixelForValue(point.x), y.getPixelForValue(point.low))
      ctx.closePath()
      ctx.fill()
    }
    ctx.restore()
  },
}
