import type { Database } from 'better-sqlite3'
import type { MetricPoint, ReducedPoint } from '../contract/runs.ts'
import { metricLevelTable } from './metric-levels.ts'

/** Hops from name to name through the primary key, so that a million points cost as much as ten. */
export const namesSql = `
  WITH RECURSIVE names (name) AS (
    SELECT min(name) FROM metric WHERE run = $run
    UNION ALL
    SELECT (SELECT min(name) FROM metric WHERE run = $run AND name > names.name) FROM names WHERE names.name IS NOT NULL)
  SELECT name FROM names WHERE name IS NOT NULL`
export const seriesSql = 'SELECT name, step, epoch, value FROM metric WHERE run = ? AND name = ? ORDER BY step'

/** One metric of all runs of an experiment. */
export const ofExperimentSql = `
  SELECT metric.run, metric.epoch, metric.value FROM run JOIN metric ON metric.run = run.id AND metric.name = ?
  WHERE run.experiment = ? AND run.trashed_at IS NULL ORDER BY run.number, metric.step`

export function metricTable(db: Database) {
  const levels = metricLevelTable(db)
  // A step that is trained again after a resume replaces its points.
  const put = db.prepare<[MetricPoint & { run: string }]>(`
    INSERT INTO metric (run, name, step, epoch, value) VALUES ($run, $name, $step, $epoch, $value)
    ON CONFLICT DO UPDATE SET epoch = $epoch, value = $value`)
  const ofRun = db.prepare<[string], MetricPoint>(
    'SELECT name, step, epoch, value FROM metric WHERE run = ? ORDER BY name, step',
  )
  const series = db.prepare<[string, string], MetricPoint>(seriesSql)
  const first = db.prepare<[string, string], MetricPoint>(`${seriesSql} LIMIT 1`)
  const ofExperiment = db.prepare<[string, string], { run: string; epoch: number; value: number }>(ofExperimentSql)
  const names = db.prepare<[{ run: string }], string>(namesSql).pluck()

  return {
    put(run: string, points: readonly MetricPoint[]): void {
      for (const point of points) put.run({ run, ...point })
      for (const [name, own] of Map.groupBy(points, (point) => point.name)) levels.refresh({ run, name }, own)
    },
    /** By name and step. */
    ofRun: (run: string): MetricPoint[] => ofRun.all(run),
    names: (run: string): string[] => names.all({ run }),
    /** By step. */
    series: (run: string, name: string): MetricPoint[] => series.all(run, name),
    first: (run: string, name: string): MetricPoint | undefined => first.get(run, name),
    /** Run by run, by step. */
    ofExperiment: (experiment: string, name: string) => ofExperiment.all(name, experiment),
    /** By step; a series of more points comes reduced to at most this many. */
    reducedSeries(run: string, name: string, maxPoints: number): ReducedPoint[] {
      const reduced = levels.reduce({ run, name }, maxPoints)
      return reduced?.map((point) => ({ name, ...point })) ?? series.all(run, name)
    },
  }
}
