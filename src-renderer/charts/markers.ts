import type { Chart, Plugin } from 'chart.js'
import { drawPoint } from 'chart.js/helpers'
import type { LineLook } from './line-look.ts'

/**
 * Marks on the lines. Radii of single points would make chart.js resolve the options of each point, which takes longer
 * than drawing them.
 */
export const markers: Plugin<'line'> = {
  id: 'markers',
  afterDatasetDraw(chart: Chart<'line'>, { index, meta }, options) {
    const { looks, surface } = options as { looks: readonly LineLook[]; surface: string }
    const look = looks?.[index]
    if (!look?.marker) return
    const { ctx, chartArea } = chart
    ctx.save()
    ctx.strokeStyle = look.color
    ctx.fillStyle = look.isOpen ? surface : look.color
    ctx.lineWidth = 1.5
    const shape = {
      pointStyle: look.marker,
      radius: look.radius,
      borderWidth: look.isOpen ? 1.5 : 0,
    }
    for (let at = 0; at < meta.data.length; at += look.every) {
      const point = meta.data[at]
      if (!point || point.x < chartArea.left - 1 || point.x > chartArea.right + 1 || Number.isNaN(point.y)) continue
      drawPoint(ctx, shape, point.x, point.y)
    }
    ctx.restore()
  },
}
