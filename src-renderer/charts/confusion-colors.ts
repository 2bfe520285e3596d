import { readColorMaps, type ColorMap } from '../colormaps/color-map.ts'
import { readTheme, type ChartTheme } from './theme.ts'

export interface ConfusionColors extends ChartTheme {
  readonly signed: ColorMap
  /** The most opaque accent under printed digits. */
  readonly heatStrength: number
}

/** Reads the tokens as the present theme has them. */
export function readConfusionColors(element: Element): ConfusionColors {
  const style = getComputedStyle(element)
  return {
    ...readTheme(element),
    signed: readColorMaps(element)[0] as ColorMap,
    heatStrength: Number(style.getPropertyValue('--heat-strength')),
  }
}
