import type { Database } from 'better-sqlite3'
import type { MetricPoint } from '../contract/runs.ts'

/** Hops from name to name through the primary key, so that a million points cost as much as ten. */
export const latestSql = `
  WITH RECURSIVE names (name) AS (
    SELECT min(name) FROM metric WHERE run = $run
    UNION ALL
    SELECT (SELECT min(name) FROM metric WHERE run = $run AND name > names.name) FROM names WHERE names.name IS NOT NULL)
  SELECT name, (SELECT value FROM metric WHERE run = $run AND metric.name = names.name ORDER BY step DESC LIMIT 1) AS value
  FROM names WHERE name IS NOT NULL`
export const seriesSql = 'SELECT name, step, epoch, value FROM metric WHERE run = ? AND name = ? ORDER BY step'

export function metricTable(db: Database) {
  // A step that is trained again after a resume replaces its points.
  const put = db.prepare<[MetricPoint & { run: string }]>(`
    INSERT INTO metric (run, name, step, epoch, value) VALUES ($run, $name, $step, $epoch, $value)
    ON CONFLICT DO UPDATE SET epoch = $epoch, value = $value`)
  const ofRun = db.prepare<[string], MetricPoint>(
    'SELECT name, step, epoch, value FROM metric WHERE run = ? ORDER BY name, step',
  )
  const series = db.prepare<[string, string], MetricPoint>(seriesSql)
  const latest = db.prepare<[{ run: string }], { name: string; value: number }>(latestSql)
  const best = db.prepare<[string, string], MetricPoint>(
    'SELECT name, step, epoch, value FROM metric WHERE run = ? AND name = ? ORDER BY value DESC, step LIMIT 1',
  )
  return {
    put(run: string, points: readonly MetricPoint[]): void {
      for (const point of points) put.run({ run, ...point })
    },
    ofRun: (run: string): MetricPoint[] => ofRun.all(run),
    /** By step. */
    series: (run: string, name: string): MetricPoint[] => series.all(run, name),
    /** The newest value of every metric. */
    latest: (run: string): Record<string, number> =>
      Object.fromEntries(latest.all({ run }).map(({ name, value }) => [name, value])),
    /** The first point that holds the largest value. */
    best: (run: string, name: string): MetricPoint | undefined => best.get(run, name),
  }
}
