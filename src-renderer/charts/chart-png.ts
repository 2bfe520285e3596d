import type { Chart } from 'chart.js'
import type { ChartModel } from './model.ts'
import type { ChartTheme } from './theme.ts'

const headerHeight = 24

/** The chart as it is drawn, under its title, at the resolution of the screen, on the theme's surface. */
export async function chartPng(chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): Promise<Blob> {
  const scale = chart.currentDevicePixelRatio
  const canvas = document.createElement('canvas')
  canvas.width = chart.canvas.width
  canvas.height = chart.canvas.height + headerHeight * scale
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D
  ctx.fillStyle = theme.surface
  ctx.fillRect(0, 0, canvas.width, canvas.height)
  ctx.drawImage(chart.canvas, 0, headerHeight * scale)
  ctx.scale(scale, scale)
  ctx.fillStyle = theme.text
  ctx.font = `600 ${theme.fontSize}px ${theme.font}`
  ctx.fillText(model.title, 0, 16)
  const after = ctx.measureText(`${model.title} `).width
  ctx.fillStyle = theme.textSecondary
  ctx.font = `${theme.fontSize}px ${theme.font}`
  ctx.fillText(model.detail, after, 16)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob as Blob), 'image/png'))
}
