import type { Comparison, ComparisonPair, ComparisonRow } from '../../contract/evaluations.ts'
import {
  formatCondition,
  formatCount,
  formatHalfWidth,
  formatP,
  formatPercentValue,
  formatPoints,
  nothing,
} from './format.ts'
import type { Colors } from './output.ts'
import { formatTable, type Column } from './table.ts'

/**
 * One row a condition, one column a run: accuracy in percent with the larger side of its 95 % Wilson interval, the best
 * in bold; then every other run against the first: difference in percentage points and exact McNemar p.
 */
export function formatComparison({ rows, pairs }: Comparison, colors: Colors): string {
  if (rows.length === 0) return 'Nothing is evaluated yet.'
  const runs = [...new Map(rows.map(({ run, name }) => [run, name]))].map(([id, name]) => ({ id, name }))
  const conditions = [...new Set(rows.map(({ condition }) => condition))]
  const [first, ...others] = distinguish(runs)
  if (!first) return ''
  const sizes = [...new Set(rows.map(({ n }) => n))]
  const [size] = sizes
  const isSameSize = sizes.length === 1 && size !== undefined

  const columns: Column[] = [
    { heading: 'condition' },
    ...(isSameSize ? [] : [{ heading: 'n', align: 'right' } as const]),
    ...[first, ...others].map(({ label }) => ({ heading: label, align: 'right' }) as const),
    ...others.flatMap(({ label }) => [
      { heading: others.length === 1 ? 'difference' : `${label} − ${first.label}`, align: 'right' } as const,
      { heading: 'McNemar', align: 'left' } as const,
    ]),
  ]
  const body = conditions.map((condition) => {
    const cells = [first, ...others].map(({ id }) => rows.find((row) => row.run === id && row.condition === condition))
    const best = Math.max(...cells.map((cell) => cell?.accuracy ?? -1))
    const isTelling = cells.filter(Boolean).length > 1 && cells.some((cell) => cell && cell.accuracy < best)
    return [
      formatCondition(condition),
      ...(isSameSize ? [] : [sizesOf(cells)]),
      ...cells.map((cell) => formatCell(cell, isTelling && cell?.accuracy === best, colors)),
      ...others.flatMap(({ id }, i) => {
        const [a, b] = [cells[0], cells[i + 1]]
        if (!a || !b) return [nothing, '']
        return [formatPoints(b.accuracy - a.accuracy), formatPair(pairs, condition, first.id, id)]
      }),
    ]
  })
  const images = isSameSize ? `, n = ${formatCount(size)} images` : ''
  return `${colors.bold('Accuracy in %')}${images}, ± 95 % Wilson interval\n\n${formatTable(columns, body, colors)}`
}

function formatCell(cell: ComparisonRow | undefined, isBest: boolean, { bold, dim }: Colors): string {
  if (!cell) return nothing
  const accuracy = formatPercentValue(cell.accuracy)
  return `${isBest ? bold(accuracy) : accuracy} ${dim(formatHalfWidth(cell.accuracy, cell.interval).padStart(5))}`
}

const sizesOf = (cells: readonly (ComparisonRow | undefined)[]): string =>
  [...new Set(cells.flatMap((cell) => (cell ? [formatCount(cell.n)] : [])))].join('/')

function formatPair(pairs: readonly ComparisonPair[], condition: string, first: string, second: string): string {
  const pair = pairs.find(
    ({ runs, condition: of }) => of === condition && runs.includes(first) && runs.includes(second),
  )
  return pair ? formatP(pair.p) : nothing
}

/** Runs of the same name are told apart by their ids. */
function distinguish(runs: readonly { id: string; name: string }[]): { id: string; label: string }[] {
  return runs.map(({ id, name }) => {
    const isUnique = runs.filter((other) => other.name === name).length === 1
    return { id, label: isUnique ? name : `${name} (${id.slice(0, 8)})` }
  })
}
