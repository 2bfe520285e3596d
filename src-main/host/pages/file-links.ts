import { escapeMarkup } from '../../contract/escape-markup.ts'
import { latex } from '../../contract/latex-table.ts'
import { csv } from '../../contract/table-text.ts'
import type { TableFile } from './page.ts'

type Format = 'csv' | 'tex'
const formats = { csv: { title: 'CSV', type: 'text/csv' }, tex: { title: 'LaTeX', type: 'application/x-tex' } } as const

/** As a reader sees it; LaTeX is of this. */
interface ShownTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Links that hold what they save, so that they work without a script, too. */
export function fileLinks({ name, table }: TableFile, wanted: readonly Format[], shown?: ShownTable): string {
  return wanted
    .map((format) => {
      const { title, type } = formats[format]
      const text = format === 'csv' ? csv(table) : latex(shown ? { columns: shown.head, rows: shown.rows } : table)
      const content = Buffer.from(text, 'utf8').toString('base64')
      return `<a download="${escapeMarkup(name)}.${format}" href="data:${type};charset=utf-8;base64,${content}">${title}</a>`
    })
    .join('')
}
