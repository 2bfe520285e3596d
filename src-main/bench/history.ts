import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Machine } from './machine.ts'
import { BenchRow } from './rows.ts'
import { isMoreBetter } from './works.ts'

/** One run of the bench, a line of the history file. */
export const BenchRecord = z.object({
  kind: z.enum(['bench', 'scaling']),
  /** ISO 8601. */
  date: z.string(),
  commit: z.string().nullable(),
  machine: Machine,
  images: z.string(),
  rows: z.array(BenchRow),
})
export type BenchRecord = z.output<typeof BenchRecord>

/** All records, oldest first. Throws where a line is damaged, naming it. */
export function readHistory(file: string): BenchRecord[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [BenchRecord.parse(JSON.parse(line))]
    } catch (error) {
      throw new Error(`Line ${i + 1} of the bench's history is damaged.`, { cause: error })
    }
  })
}

/** The newest record of a kind; of one machine, as far as figures depend on it, where that is given. */
export function lastRecord(
  history: readonly BenchRecord[],
  kind: BenchRecord['kind'],
  machine?: Machine,
): BenchRecord | null {
  return history.findLast((record) => record.kind === kind && (!machine || isSame(record.machine, machine))) ?? null
}

const isSame = (a: Machine, b: Machine): boolean =>
  (['cpu', 'cores', 'memoryGigabytes'] as const).every((key) => a[key] === b[key])

/** A figure, and the state of the program that it was measured with. */
export type DatedRow = BenchRow & Pick<BenchRecord, 'commit'>

/**
 * Of each work and architecture the rows of the newest record that measured it, on the machine of the newest of all: a
 * record may be of some works alone.
 */
export function newestRows(history: readonly BenchRecord[]): DatedRow[] {
  const last = lastRecord(history, 'bench')
  if (!last) return []
  const records = history.filter(({ kind, machine }) => kind === 'bench' && isSame(machine, last.machine))
  const known = new Map<string, DatedRow[]>()
  for (const { rows, commit } of records) {
    for (const [key, found] of Map.groupBy(rows, ({ work, architecture }) => `${work} ${architecture}`)) {
      if (!known.has(key) || found.some(({ ours }) => ours !== null))
        known.set(
          key,
          found.map((row) => ({ ...row, commit })),
        )
    }
  }
  return [...known.values()].flat()
}

/** Medians of alternating rounds on an idle machine differ by less. */
const noise = 0.1

export interface Change {
  readonly work: string
  readonly architecture: string | null
  readonly unit: string
  readonly before: number
  readonly now: number
  /** now / before */
  readonly factor: number
  readonly verdict: 'worse' | 'better' | 'same'
}

/** Our own figures beside those of a record, as far as both have them; worse is slower, or more memory. */
export function compareWith(before: BenchRecord, now: readonly BenchRow[]): Change[] {
  const keyOf = (row: BenchRow): string => `${row.work} ${row.architecture}`
  const known = new Map(before.rows.map((row) => [keyOf(row), row.ours]))
  const seen = new Set<string>()
  return now.flatMap((row) => {
    const old = known.get(keyOf(row))
    if (row.ours === null || old === null || old === undefined || seen.has(keyOf(row))) return []
    seen.add(keyOf(row))
    const factor = row.ours === old ? 1 : row.ours / old
    const gain = isMoreBetter(row.unit) ? factor : 1 / factor
    const verdict = gain < 1 - noise ? 'worse' : gain > 1 / (1 - noise) ? 'better' : 'same'
    const { work, architecture, unit } = row
    return [{ work, architecture, unit, before: old, now: row.ours, factor, verdict }]
  })
}
