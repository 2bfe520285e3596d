/** What a line chart shows, free of colours' values and of the library that draws it. */
export interface ChartModel {
  /** The quantity, e.g. "Accuracy by epoch". */
  readonly title: string
  /** Unit, n, mode: what the title needs to be read right. */
  readonly detail: string
  readonly series: readonly ChartSeries[]
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly marks: readonly ChartMark[]
  /** Points that stand out, e.g. the best epoch. */
  readonly spots?: readonly ChartSpot[]
  /** Digits of y in the table. */
  readonly digits: number
}

export interface ChartSeries {
  readonly label: string
  /** What stands at the line's right end; null where the title explains the stroke. */
  readonly endLabel: string | null
  /** Index of the run's colour; null draws in the text colour. */
  readonly color: number | null
  readonly stroke: 'solid' | 'dashed' | 'dotted'
  /** Squares: measured under attack. */
  readonly hasSquares: boolean
  /** Raw values under a smoother line: thin, faint, unnamed. */
  readonly isFaint: boolean
  readonly points: readonly ChartPoint[]
  /** Whose line it is; the others are dimmed while it is hovered. Absent: nobody's. */
  readonly run?: string
  /** All runs of which it is the mean. */
  readonly members?: readonly string[]
  /** The run that others are held against: in the text colour, thicker. */
  readonly isBaseline?: boolean
  /** Only points, no line between them. */
  readonly isScattered?: boolean
  /** Lowest and highest value around the line, at each x. */
  readonly band?: readonly ChartBand[]
}
export interface ChartPoint {
  readonly x: number
  readonly y: number
  /** What stands beside its value in the tooltip, e.g. what the checks of a robust accuracy say. */
  readonly note?: string
}
export interface ChartBand {
  readonly x: number
  readonly low: number
  readonly high: number
}
/** Bounds that are null are taken from the data and zero. */
export interface ChartAxis {
  readonly min: number | null
  readonly max: number | null
  readonly title: string
  /** Whether only whole numbers are ticked. */
  readonly isWhole: boolean
  /** How x is written: seconds as a duration, ms since 1970 as a clock, [0, 1] as k/255. Absent: a number. */
  readonly format?: AxisFormat
  readonly isLogarithmic?: boolean
}
export type AxisFormat = 'number' | 'duration' | 'clock' | 'pixel' | 'parameters' | 'bytes'
/** An event: a dotted vertical. */
export interface ChartMark {
  readonly x: number
  readonly label: string
}
export interface ChartSpot extends ChartPoint {
  readonly label: string
  readonly color: number | null
  /** Filled: best clean; open: best robust. */
  readonly isFilled: boolean
  readonly run?: string
  readonly isBaseline?: boolean
}

/** The chart in a sentence, for those who do not see it. */
export function summary(model: ChartModel): string {
  const lines = model.series
    .filter((series) => !series.isFaint && series.points.length > 0)
    .map((series) => {
      const last = series.points[series.points.length - 1] as ChartPoint
      return `${series.label} ${last.y.toFixed(model.digits)} at ${model.x.title} ${last.x}`
    })
  return `${model.title}, ${model.detail}. ${lines.length === 0 ? 'No point yet.' : `${lines.join('; ')}.`}`
}

export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly x: number; readonly values: readonly (number | null)[] }[]
}

/** The same points as a table: one row for each x, one column for each named line. */
export function table(model: ChartModel): ChartTable {
  const named = model.series.filter((series) => !series.isFaint)
  const shown = named.length > 0 ? named : model.series
  const values = shown.map((series) => new Map(series.points.map((point) => [point.x, point.y])))
  const xs = [...new Set(values.flatMap((byX) => [...byX.keys()]))].toSorted((a, b) => a - b)
  return {
    columns: shown.map((series) => series.label),
    rows: xs.map((x) => ({ x, values: values.map((byX) => byX.get(x) ?? null) })),
  }
}

export const hasPoints = (model: ChartModel): boolean => model.series.some((series) => series.points.length > 0)

export const belongsTo = ({ run, members }: Pick<ChartSeries, 'run' | 'members'>, id: string): boolean =>
  run === id || (members?.includes(id) ?? false)

/** Lines that a person has to tell apart. */
export const lineCount = (model: ChartModel): number => model.series.filter((series) => series.endLabel !== null).length
