import type { Chart } from 'chart.js'
import type { ChartModel } from './model.ts'
import type { ChartTheme } from './theme.ts'
import { titledPng } from './titled-png.ts'

/** The chart as it is drawn, under its title, at the resolution of the screen, on the theme's surface. */
export const chartPng = (chart: Chart<'line'>, model: ChartModel, theme: ChartTheme): Promise<Blob> =>
  titledPng(chart.canvas, chart.currentDevicePixelRatio, model, theme)
