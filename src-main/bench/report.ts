import Table from 'cli-table3'
import type { OperationCost } from '../engine/backends/tensorflow/operation-costs.ts'
import type { Change } from './history.ts'
import type { BenchRow } from './rows.ts'
import { linearity } from './scaling-lines.ts'
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
      row.n === undefined ? titleOf(row.work) : `${titleOf(row.work)} (from ${row.n})`,
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

/** Step times over every quantity, by image too, and how far they lie from a straight line. */
export function formatScaling(rows: readonly BenchRow[], batchSize: number): string {
  const table = new Table({ head: ['quantity', '', 'ms a step', 'ms an image', 'from the line'], style })
  for (const { title, points } of linearity(rows)) {
    for (const { at, ms, distance } of points) {
      const images = title === 'batch size' ? at : batchSize
      const percent = `${distance < 0 ? '' : '+'}${(distance * 100).toFixed(0)} %`
      table.push([title, at, formatFigure(ms), formatFigure(ms / images), percent])
    }
  }
  const failed = rows.flatMap((row) => (row.failed === null ? [] : [`${row.work}: ${row.failed}`]))
  return [table.toString(), ...failed].join('\n')
}

export function formatOperations(costs: readonly OperationCost[]): string {
  const table = new Table({ head: ['operation', 'count', 'ms', 'share'], style })
  for (const { type, count, milliseconds, share } of costs) {
    table.push([type, count, milliseconds.toFixed(2), `${(share * 100).toFixed(1)} %`])
  }
  return table.toString()
}
