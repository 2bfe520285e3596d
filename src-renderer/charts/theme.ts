/** The values of the tokens that a canvas needs; it cannot use custom properties itself. */
export interface ChartTheme {
  readonly text: string
  readonly textSecondary: string
  readonly grid: string
  readonly axis: string
  readonly surface: string
  readonly mark: string
  readonly accent: string
  readonly font: string
  /** px; --text-11 at the present text size. */
  readonly fontSize: number
  readonly runs: readonly string[]
}

export const runColors = 10

/** The token of a run's colour: they are handed out in order and start again after the tenth. */
export const runToken = (index: number): string => `run-${(index % runColors) + 1}`

/** Reads the tokens as the present theme has them. */
export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element)
  const token = (name: string): string => longHex(style.getPropertyValue(`--${name}`).trim())
  return {
    text: token('text'),
    textSecondary: token('text-secondary'),
    grid: token('grid'),
    axis: token('axis'),
    surface: token('surface'),
    mark: token('border-control'),
    accent: token('accent'),
    font: token('font-sans'),
    fontSize: parseFloat(token('text-11')) * parseFloat(getComputedStyle(document.documentElement).fontSize),
    runs: Array.from({ length: runColors }, (_, index) => token(runToken(index))),
  }
}

/** A build shortens `#ffffff` to `#fff`; opacity is written behind six digits. */
const longHex = (value: string): string => value.replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3')

/** The colour of a run; of what is no run's, that of text. */
export const runColor = (theme: ChartTheme, index: number | null): string =>
  index === null ? theme.text : (theme.runs[index % runColors] ?? theme.text)
