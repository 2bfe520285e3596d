/** A table on its way out of the program; null where nothing is known. */
export interface TextTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/** RFC 4180, with full precision; an unknown value is an empty field. */
export function csv({ columns, rows }: TextTable): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

function csvField(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** GitHub's Markdown; columns of numbers stand right. */
export function markdown({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const rules = columns.map((_, at) => (isNumericColumn(rows.map((row) => row[at] ?? null)) ? '---:' : '---'))
  return [columns.map(markdownCell), rules, ...rows.map((row) => row.map(markdownCell))].map(line).join('')
}

/** Whether all that is known in a column begins as a number does: not a hash, a size (32×32) or a share (7 of 8). */
export function isNumericColumn(values: readonly (string | number | null)[]): boolean {
  const known = values.filter((value) => value !== null && value !== '' && value !== '–')
  return known.length > 0 && known.every((value) => isNumeric(value ?? ''))
}

const isNumeric = (value: string | number): boolean =>
  typeof value === 'number' || /^(?:< )?[+−±-]?[\d.,]+(?:e[+-]?\d+)?(?![\w×]| of )/.test(value)

const markdownCell = (value: string | number | null): string =>
  value === null ? '–' : String(value).replaceAll('|', '\\|').replace(/\r?\n/g, ' ')
