import Table from 'cli-table3'
import type { Colors } from './output.ts'

export interface Column {
  readonly heading: string
  readonly align?: 'left' | 'right'
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Columns two spaces apart under grey headings, without lines. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { dim }: Pick<Colors, 'dim'>,
): string {
  const table = new Table({
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: columns.map(({ heading }) => dim(heading)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Names and values in two columns; values that are null are left out. */
export function formatFacts(
  facts: readonly (readonly [string, string | null])[],
  { dim }: Pick<Colors, 'dim'>,
): string {
  const shown = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null)
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${dim(name.padEnd(width))}  ${value}`).join('\n')
}
