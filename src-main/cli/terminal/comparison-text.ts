import type { Catalog } from '../../contract/catalog.ts'
import { longComparison, unseenTitle } from '../../contract/comparison-table.ts'
import type { Comparison } from '../../contract/comparisons.ts'
import { latex } from '../../contract/latex-table.ts'
import { csv, markdown, type TextTable } from '../../contract/table-text.ts'
import type { UnseenFamilies } from '../../contract/unseen-families.ts'
import { formatCondition, formatHalfWidth, formatPercentValue, formatPoints } from './format.ts'

/** In which a table leaves the program. */
export const textFormats = ['csv', 'markdown', 'latex'] as const
export type TextFormat = (typeof textFormats)[number]

/**
 * A comparison as text for other programs: CSV with a row for each run and condition, everything that is known and
 * shares, not percent; Markdown and LaTeX with a row a condition, as a person reads it. All end with the mean over
 * families that training did not show.
 */
export function comparisonText(
  comparison: Comparison,
  unseen: UnseenFamilies,
  catalog: Catalog,
  format: TextFormat,
): string {
  // A terminal takes a line's end alone.
  if (format === 'csv') return csv(longComparison(comparison, unseen, catalog)).replaceAll('\r\n', '\n')
  const table = wideTable(comparison, unseen, catalog)
  return format === 'latex' ? latex(table) : markdown(table)
}

function wideTable(
  { rows, pairs }: Comparison,
  { means, pairs: unseenPairs }: UnseenFamilies,
  catalog: Catalog,
): TextTable {
  const runs = [...new Map(rows.map(({ run, name }) => [run, name]))]
  const [first, ...others] = runs
  const against = others.map(([, name]) => `${name} − ${first?.[1]}`)
  const cell = (value: number, interval: readonly [number, number] | null, isSeen: boolean): string =>
    `${formatPercentValue(value)}${interval === null ? '' : ` ${formatHalfWidth(value, interval)}`}${isSeen ? ' (seen)' : ''}`
  const conditions = [...new Set(rows.map(({ condition }) => condition))]
  return {
    columns: ['condition', ...runs.map(([, name]) => name), ...against],
    rows: [
      ...conditions.map((condition) => [
        formatCondition(condition, catalog),
        ...runs.map(([id]) => {
          const row = rows.find((it) => it.run === id && it.condition === condition)
          return row ? cell(row.accuracy, row.interval, row.seen.length > 0) : null
        }),
        ...others.map(([id]) => {
          const pair = pairs.find((it) => it.condition === condition && isOf(it.runs, first?.[0], id))
          return pair ? formatPoints(((pair.runs[1] === id ? 1 : -1) * (pair.fixed - pair.broken)) / pair.n) : null
        }),
      ]),
      [
        unseenTitle,
        ...runs.map(([id]) => {
          const mean = means.find(({ run }) => run === id)
          return mean ? cell(mean.mean, mean.interval, false) : null
        }),
        ...others.map(([id]) => {
          const pair = unseenPairs.find((it) => isOf(it.runs, first?.[0], id))
          return pair ? formatPoints((pair.runs[1] === id ? 1 : -1) * pair.difference) : null
        }),
      ],
    ],
  }
}

const isOf = (runs: readonly string[], one: string | undefined, other: string): boolean =>
  one !== undefined && runs.includes(one) && runs.includes(other)
