import Table from 'cli-table3'
import type { Change } from './history.ts'
import type { BenchRow } from './rows.ts'
import { formatTarget, judge } from './targets.ts'
import { works } from './works.ts'

/** Three digits, in a person's notation. */
export function formatFigure(value: number | null): string {
  if (value === null) return ''
  const magnitude = Math.abs(value)
  if (magnitude >= 100) return Math.round(value).toLocaleString('en')
  return magnitude >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export const titleOf = (work: string): string => works.find(({ id }) => id === work)?.title ?? work

const style = { compact: true, head: [], border: [] }

/** The rows of all architectures as a table for the terminal. */
export function formatRows(rows: readonly BenchRow[]): string {
  const table = new Table({ head: ['architecture', 'work', 'ours', '', 'peer', '', 'ratio', 'target', ''], style })
  for (const row of rows) {
    const judged = judge(row)
    table.push([
      row.architecture ?? '',
      titleOf(row.work),
      formatFigure(row.ours),
      row.unit,
      formatFigure(row.peer),
      row.peerName ?? '',
      row.ratio === null ? '' : row.ratio.toFixed(2),
      judged ? `${judged.verdict}: ${formatTarget(judged.target)}` : '',
      row.failed?.slice(0, 80) ?? '',
    ])
  }
  return table.toString()
}

/** What changed since a record, worst first. */
export function formatChanges(changes: readonly Change[], since: string): string {
  const table = new Table({ head: ['architecture', 'work', since, 'now', '', 'now / before', ''], style })
  const order = { worse: 0, better: 1, same: 2 }
  for (const change of changes.toSorted((a, b) => order[a.verdict] - order[b.verdict])) {
    const { architecture, work, before, now, unit, factor, verdict } = change
    const figures = [formatFigure(before), formatFigure(now), unit, factor.toFixed(2)]
    table.push([architecture ?? '', titleOf(work), ...figures, verdict === 'same' ? '' : verdict.toUpperCase()])
  }
  return table.toString()
}
