import type { Gap, Measured, Proportion } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { count, fullInterval, halfWidth, percentDigits, signedPoints, unknown } from '../format.ts'

export interface MeasureCell {
  readonly text: string
  /** Beside it, quieter: an interval, n. */
  readonly note?: string
  /** In full, for who points at it. */
  readonly title?: string
}

/** Figures of runs as the screen shows them: a row a run, or a column a run. */
export interface MeasureTable {
  /** What the rows are. */
  readonly heading: string
  readonly columns: readonly { readonly title: string; readonly sub?: string; readonly run?: string }[]
  readonly rows: readonly {
    readonly key: string
    readonly title: string
    readonly run?: string
    /** Stands apart from the rows above, e.g. their mean. */
    readonly isTotal?: boolean
    readonly cells: readonly MeasureCell[]
  }[]
}

/** The same as a text, with intervals in the cells. */
export function shownTable({ heading, columns, rows }: MeasureTable): TextTable {
  return {
    columns: [heading, ...columns.map(({ title, sub }) => (sub ? `${title}, ${sub}` : title))],
    rows: rows.map(({ title, cells }) => [title, ...cells.map(({ text, note }) => (note ? `${text} ${note}` : text))]),
  }
}

/** For a plain table: value, low and high; null where one is not known. */
export const inFull = (measured: Measured | Proportion | null): (number | null)[] => [
  measured?.value ?? null,
  measured?.interval?.[0] ?? null,
  measured?.interval?.[1] ?? null,
]

export const nothing: MeasureCell = { text: unknown }

/** In %, with the larger side of its interval and what n is of. */
export function shareCell(share: Proportion | null, extra = ''): MeasureCell {
  if (!share) return nothing
  const width = halfWidth(share.value, share.interval)
  return {
    text: percentDigits(share.value),
    note: extra === '' ? width : `${width} ${extra}`,
    title: fullInterval(share.value, share.interval, share.n),
  }
}

/** In %, or in points with a sign. */
export function measuredCell(measured: Measured | null, isSigned = false): MeasureCell {
  if (!measured) return nothing
  const { value, interval } = measured
  const text = (isSigned ? signedPoints : percentDigits)(value)
  if (!interval) return { text, title: 'No interval: too few images.' }
  const bounds = interval.map(isSigned ? signedPoints : percentDigits)
  return { text, note: halfWidth(value, interval), title: `${text} [${bounds.join(', ')}], 95 % bootstrap over images` }
}

/** In points. */
export function gapCell(gap: Gap | null): MeasureCell {
  if (!gap) return nothing
  const { difference, interval, train, validation, from } = gap
  const of = (share: Proportion): string => `${percentDigits(share.value)} % of ${count(share.n)}`
  const source = from === 'monitor' ? "the monitor's images at the newest epoch" : 'evaluations of one checkpoint'
  return {
    text: signedPoints(difference),
    note: halfWidth(difference, interval),
    title: `Training ${of(train)}, validation ${of(validation)}: ${source}.`,
  }
}
