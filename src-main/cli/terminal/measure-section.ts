import type { Catalog, Measured, MeasuredSummary } from '../../contract/index.ts'
import { latex } from '../../contract/latex-table.ts'
import { markdown } from '../../contract/table-text.ts'
import { formatHalfWidth, formatPercentValue, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatTable, type Column } from './table.ts'

/** In which all measures leave the program; CSV has no place for several tables. */
export const measureFormats = ['markdown', 'latex'] as const

export interface Look {
  readonly catalog: Catalog
  readonly colors: Colors
  /** Instead of tables for a person; `colors` are none then. */
  readonly as?: (typeof measureFormats)[number] | undefined
}

type Named = Pick<MeasuredSummary, 'name' | 'checkpoint'>

/** A run's name, and its checkpoint where that is not the last one. */
export const labelOf = ({ name, checkpoint }: Named): string => (checkpoint === null ? name : `${name} (${checkpoint})`)

export const right = (heading: string): Column => ({ heading, align: 'right' })

/** A table with its title; nothing where it has no rows. */
export function section(
  title: string,
  detail: string,
  columns: readonly Column[],
  rows: readonly string[][],
  look: Look,
): string {
  if (rows.length === 0) return ''
  const table = { columns: columns.map(({ heading }) => heading), rows }
  if (look.as === 'latex') return latex(table, { caption: `${title}, ${detail}` }).trimEnd()
  if (look.as === 'markdown') return `## ${title}\n\n${detail}\n\n${markdown(table).trimEnd()}`
  return `${look.colors.bold(title)}, ${detail}\n\n${formatTable(columns, rows, look.colors)}`
}

/** A remark behind a table, which LaTeX does not set. */
export const noteIn = (text: string, { as }: Look): string => (as === 'latex' && text !== '' ? `% ${text}` : text)

/** With half the width of its interval. */
export const percent = (measured: Measured | null, look: Look): string =>
  measured ? `${formatPercentValue(measured.value)} ${halfWidth(measured, look)}`.trimEnd() : nothing

export const halfWidth = ({ value, interval }: Measured, { colors }: Look): string =>
  interval === null ? '' : colors.dim(formatHalfWidth(value, interval))
