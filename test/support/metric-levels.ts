import Sqlite from 'better-sqlite3'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { coarsest } from '../../src-main/store/metric-levels.ts'

interface LevelRow {
  readonly name: string
  readonly level: number
  readonly bucket: number
  readonly points: number
  readonly steps: number
  readonly epochs: number
  readonly total: number
  readonly low: number
  readonly high: number
}

/** All rows that the database at this path holds of one run; sums rounded, since their order of addition differs. */
export function readLevels(path: string, run: string): LevelRow[] {
  const db = new Sqlite(path, { readonly: true })
  try {
    const sql = `SELECT name, level, bucket, points, steps, epochs, total, low, high FROM metric_level WHERE run = ?
      ORDER BY name, level, bucket`
    return db.prepare<[string], LevelRow>(sql).all(run).map(rounded)
  } finally {
    db.close()
  }
}

/** The same from the points themselves, every level at once. */
export function reduceFreshly(points: readonly MetricPoint[]): LevelRow[] {
  const levels = Array.from({ length: coarsest }, (_, i) => i + 1)
  const rows = [...Map.groupBy(points, ({ name }) => name)].flatMap(([name, series]) =>
    levels.flatMap((level) =>
      [...Map.groupBy(series, ({ step }) => Math.floor(step / 10 ** level))].map(([bucket, own]) => {
        const sum = (key: 'step' | 'epoch' | 'value'): number => own.reduce((total, point) => total + point[key], 0)
        const values = own.map(({ value }) => value)
        const [low, high] = [Math.min(...values), Math.max(...values)]
        const [steps, epochs, total] = [sum('step'), sum('epoch'), sum('value')]
        return rounded({ name, level, bucket, points: own.length, steps, epochs, total, low, high })
      }),
    ),
  )
  return rows.toSorted((a, b) => a.name.localeCompare(b.name) || a.level - b.level || a.bucket - b.bucket)
}

function rounded(row: LevelRow): LevelRow {
  const round = (value: number): number => Math.round(value * 1e6) / 1e6
  return { ...row, epochs: round(row.epochs), total: round(row.total) }
}
