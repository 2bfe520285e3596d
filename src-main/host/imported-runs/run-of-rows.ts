import { hash } from 'node:crypto'
import { createCollector } from './collect-series.ts'
import type { FoundRun } from './found-run.ts'
import { readRows, type Row } from './read-rows.ts'

interface RowsOfRun {
  readonly name: string
  readonly rows: readonly Row[]
  /** What stays the first as the file grows; the first of the rows unless it says more. */
  readonly first?: unknown
  readonly notes?: readonly string[]
}

/** A run of a text file's rows; null where none of them has a step or an epoch, or there is no value at any. */
export function runOfRows(
  file: Pick<FoundRun, 'source' | 'path' | 'sha256'>,
  { name, rows, first = rows[0] ?? [], notes = [] }: RowsOfRun,
): FoundRun | null {
  const collector = createCollector(name)
  const read = readRows(rows, collector)
  const series = collector.series()
  if (read === null || series.size === 0) return null
  return {
    ...file,
    name,
    identity: `${file.source} ${hash('sha256', JSON.stringify([name, first]))}`,
    series,
    params: new Map(),
    notes: [...notes, ...read.notes, ...collector.notes()],
    startedAt: read.startedAt,
    finishedAt: read.finishedAt,
  }
}
