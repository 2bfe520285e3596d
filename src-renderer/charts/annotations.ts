import type { AnnotationOptions } from 'chartjs-plugin-annotation'
import type { ChartModel } from './model.ts'
import { runColor, type ChartTheme } from './theme.ts'

/** Events as thin dotted verticals, best epochs as points: filled best clean, open best robust. */
export function annotations(model: ChartModel, theme: ChartTheme, hoveredRun: string | null): AnnotationOptions[] {
  const verticals = model.marks.map(({ x }): AnnotationOptions => ({
    type: 'line',
    xMin: x,
    xMax: x,
    borderColor: theme.mark,
    borderWidth: 1,
    borderDash: [1, 2],
    drawTime: 'beforeDatasetsDraw',
  }))
  const spots = (model.spots ?? []).map((spot): AnnotationOptions => {
    const color = `${spot.isBaseline ? theme.text : runColor(theme, spot.color)}${hoveredRun !== null && spot.run !== hoveredRun ? '33' : ''}`
    return {
      type: 'point',
      xValue: spot.x,
      yValue: spot.y,
      radius: 3.5,
      backgroundColor: spot.isFilled ? color : theme.surface,
      borderColor: color,
      borderWidth: 1.5,
      drawTime: 'afterDatasetsDraw',
    }
  })
  return [...verticals, ...spots]
}
