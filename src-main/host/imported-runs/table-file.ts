import { hash } from 'node:crypto'
import { basename, dirname, extname } from 'node:path'
import type { FoundRun } from './found-run.ts'
import { readText } from './read-text.ts'
import type { Row } from './read-rows.ts'
import { runOfRows } from './run-of-rows.ts'
import { splitTable } from './split-table.ts'

/**
 * Runs of a file of separated values: those of a chart that W&B exported, whose columns read `run - metric`; a scalar
 * that TensorBoard's page saved; else one run with a column of steps or epochs, as Keras's `CSVLogger` and Lightning's
 * `CSVLogger` write it. null where it is no such table.
 */
export function readTableFile(path: string): FoundRun[] | null {
  const text = readText(path)
  const [header = [], ...rows] = splitTable(text)
  if (rows.length === 0) return null
  const saved = savedScalar(path, header)
  const columns = saved?.columns ?? header
  const runs = saved ? [] : exportedRuns(header)
  const file = { source: 'csv', path, sha256: hash('sha256', text) } as const
  if (runs.length > 0) {
    return runs.flatMap(({ name, own }) => runOfRows(file, { name, rows: rows.map((row) => pick(own, row)) }) ?? [])
  }
  const all = columns.map((column, at) => ({ column, at }))
  const run = runOfRows(file, { name: saved?.name ?? nameOf(path), rows: rows.map((row) => pick(all, row)) })
  return run && [run]
}

/** A column of a table, and the name by which its cells are read. */
interface Column {
  readonly column: string
  readonly at: number
}

const pick = (columns: readonly Column[], row: readonly string[]): Row =>
  columns.map(({ column, at }) => [column, row[at] ?? ''])

/** `Step`, then `run - metric` with its smallest and largest value as `run - metric__MIN` and `__MAX`. */
function exportedRuns(header: readonly string[]): { name: string; own: Column[] }[] {
  const steps = header.flatMap((column, at) => (column.includes(' - ') ? [] : [{ column, at }]))
  const named = header.flatMap((text, at) => {
    const split = text.lastIndexOf(' - ')
    if (split === -1 || /__(?:MIN|MAX)$/.test(text)) return []
    return [{ run: text.slice(0, split), column: text.slice(split + 3), at }]
  })
  return [...Map.groupBy(named, ({ run }) => run)].map(([name, own]) => ({ name, own: [...steps, ...own] }))
}

/** `Wall time,Step,Value`; the metric is in the file's name: `run-<run>-tag-<tag>.csv`. */
function savedScalar(path: string, header: readonly string[]): { name: string; columns: string[] } | null {
  if (header.join().toLowerCase() !== 'wall time,step,value') return null
  const [, run, tag] = /^run-(.+)-tag-(.+)\.csv$/.exec(basename(path)) ?? []
  return { name: run ?? nameOf(path), columns: ['wall time', 'step', tag ?? 'value'] }
}

/** A file whose name says nothing is called after its folder, as in `lightning_logs/version_3/metrics.csv`. */
export function nameOf(path: string): string {
  const own = basename(path, extname(path))
  if (!/^(?:metrics|training|train|log|logs|history|progress|results)$/i.test(own)) return own
  const folder = basename(dirname(path))
  const above = basename(dirname(dirname(path)))
  const name = /^version_\d+$/.test(folder) && above !== '' ? `${above}/${folder}` : folder
  return name === '' ? own : name
}
