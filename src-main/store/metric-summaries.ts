import type { Database } from 'better-sqlite3'
import { betterValue, type MetricPoint, type Run } from '../contract/runs.ts'

interface Row {
  run: string
  name: string
  latest_step: number
  latest_value: number
  best_step: number | null
  best_epoch: number | null
  best_value: number | null
}

/** The newest and the best value of every metric of a run, by name. */
export type MetricSummary = Pick<Run, 'latest' | 'best'>

export const summaryOfRunSql = 'SELECT * FROM metric_summary WHERE run = ?'

/** One row a metric, kept up to date with the points, so that a list of runs reads no series. */
export function metricSummaryTable(db: Database) {
  const find = db.prepare<[string, string], Row>('SELECT * FROM metric_summary WHERE run = ? AND name = ?')
  const write = db.prepare<[Row]>(`
    INSERT INTO metric_summary (run, name, latest_step, latest_value, best_step, best_epoch, best_value)
    VALUES ($run, $name, $latest_step, $latest_value, $best_step, $best_epoch, $best_value)
    ON CONFLICT DO UPDATE SET latest_step = $latest_step, latest_value = $latest_value, best_step = $best_step,
      best_epoch = $best_epoch, best_value = $best_value`)
  const series = db.prepare<[string, string], MetricPoint>(
    'SELECT name, step, epoch, value FROM metric WHERE run = ? AND name = ? ORDER BY step',
  )
  const ofRun = db.prepare<[string], Row>(summaryOfRunSql)
  const all = db.prepare<[], Row>('SELECT * FROM metric_summary ORDER BY run')

  return {
    /** Takes in points that are already in the table of metrics. */
    put(run: string, points: readonly MetricPoint[]): void {
      for (const [name, mine] of Map.groupBy(points, (point) => point.name)) {
        const known = find.get(run, name)
        // A step that is trained again after a resume may take away the best value: then the series decides.
        const isBestReplaced = mine.some(({ step }) => step === known?.best_step)
        const row = isBestReplaced ? undefined : known
        write.run((isBestReplaced ? series.all(run, name) : mine).reduce(extend, row ?? empty(run, name)))
      }
    },
    ofRun: (run: string): MetricSummary => summarize(ofRun.all(run)),
    /** By run; runs without points have none. */
    all: (): Map<string, MetricSummary> =>
      new Map([...Map.groupBy(all.iterate(), ({ run }) => run)].map(([run, rows]) => [run, summarize(rows)])),
  }
}

const empty = (run: string, name: string): Row => ({
  run,
  name,
  latest_step: -1,
  latest_value: 0,
  best_step: null,
  best_epoch: null,
  best_value: null,
})

function extend(row: Row, { name, step, epoch, value }: MetricPoint): Row {
  const latest = step >= row.latest_step ? { latest_step: step, latest_value: value } : {}
  const isBest = row.best_value === null ? betterValue(name) !== null : isBetter(row, name, value, step)
  return { ...row, ...latest, ...(isBest ? { best_step: step, best_epoch: epoch, best_value: value } : {}) }
}

/** Of equal values the first is the best. */
function isBetter({ best_value: best, best_step: at }: Row, name: string, value: number, step: number): boolean {
  if (best === null || at === null) return false
  return value === best ? step < at : betterValue(name) === 'larger' ? value > best : value < best
}

function summarize(rows: readonly Row[]): MetricSummary {
  const best = rows.flatMap(({ name, best_value: value, best_epoch: epoch }) =>
    value === null || epoch === null ? [] : [[name, { value, epoch }] as const],
  )
  return {
    latest: Object.fromEntries(rows.map(({ name, latest_value }) => [name, latest_value])),
    best: Object.fromEntries(best),
  }
}
