import { createHash } from 'node:crypto'
import { basename, dirname, extname } from 'node:path'
import { createCollector } from './collect-series.ts'
import type { FoundRun } from './found-run.ts'
import { readText } from './read-text.ts'
import { readRows, type Cell } from './read-rows.ts'
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
  if (runs.length > 0) return runs.flatMap(({ name, own }) => readTable(path, name, pick(own, rows), text) ?? [])
  const run = readTable(
    path,
    saved?.name ?? nameOf(path),
    rows.map((row) => toCells(columns, row)),
    text,
  )
  return run && [run]
}

type Cells = readonly (readonly [string, Cell])[]

const toCells = (columns: readonly string[], row: readonly string[]): Cells =>
  columns.map((column, index) => [column, row[index] ?? ''])

const pick = (own: readonly { readonly column: string; readonly at: number }[], rows: readonly string[][]): Cells[] =>
  rows.map((row) => own.map(({ column, at }) => [column, row[at] ?? '']))

function readTable(path: string, name: string, rows: readonly Cells[], text: string): FoundRun | null {
  const collector = createCollector(name)
  const read = readRows(rows, collector)
  if (read === null || collector.series().size === 0) return null
  const first = rows[0] ?? []
  return {
    name,
    source: 'csv',
    path,
    identity: `csv ${digest(JSON.stringify([name, first]))}`,
    sha256: digest(text),
    series: collector.series(),
    params: new Map(),
    notes: [...read.notes, ...collector.notes()],
    startedAt: read.startedAt,
    finishedAt: read.finishedAt,
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** `Step`, then `run - metric` with its smallest and largest value as `run - metric__MIN` and `__MAX`. */
function exportedRuns(
  header: readonly string[],
): { name: string; own: { readonly column: string; readonly at: number }[] }[] {
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
