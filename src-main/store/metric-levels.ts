import type { Database } from 'better-sqlite3'
import type { MetricPoint, ReducedPoint } from '../contract/runs.ts'

/** Level k holds the points of 10^k steps as one row. Of the coarsest, no run has more than a few. */
export const coarsest = 6
const factor = 10

const whole = 'run = $run AND name = $name'
const own = 'bucket >= $bucket * 10 AND bucket < ($bucket + 1) * 10'

export const fromPointsSql = `
  INSERT OR REPLACE INTO metric_level
  SELECT $run, $name, 1, $bucket, count(*), sum(step), sum(epoch), sum(value), min(value), max(value)
  FROM metric WHERE ${whole} AND step >= $bucket * 10 AND step < ($bucket + 1) * 10`
export const fromLevelSql = `
  INSERT OR REPLACE INTO metric_level
  SELECT $run, $name, $level, $bucket, sum(points), sum(steps), sum(epochs), sum(total), min(low), max(high)
  FROM metric_level WHERE ${whole} AND level = $level - 1 AND ${own}`

/** `$merged` buckets or steps that follow one another become one point: the mean, between smallest and largest. */
export const reducePointsSql = `
  SELECT CAST(round(avg(step)) AS INTEGER) AS step, avg(epoch) AS epoch, avg(value) AS value,
    min(value) AS low, max(value) AS high
  FROM metric WHERE ${whole} GROUP BY step / CAST($merged AS INTEGER)`
export const reduceLevelSql = `
  SELECT CAST(round(sum(steps) * 1.0 / sum(points)) AS INTEGER) AS step, sum(epochs) / sum(points) AS epoch,
    sum(total) / sum(points) AS value, min(low) AS low, max(high) AS high
  FROM metric_level WHERE ${whole} AND level = $level GROUP BY bucket / CAST($merged AS INTEGER)`
export const extentSql = `
  SELECT (SELECT sum(points) FROM metric_level WHERE ${whole} AND level = ${coarsest}) AS points,
    (SELECT min(step) FROM metric WHERE ${whole}) AS first, (SELECT max(step) FROM metric WHERE ${whole}) AS last`

interface Series {
  readonly run: string
  readonly name: string
}
type Bucket = Series & { readonly bucket: number }
type Reduced = Required<Omit<ReducedPoint, 'name'>>

/** Series at coarser steps, kept up to date with the points: a point costs its share of the rows above it. */
export function metricLevelTable(db: Database) {
  const fromPoints = db.prepare<[Bucket]>(fromPointsSql)
  const fromLevel = db.prepare<[Bucket & { level: number }]>(fromLevelSql)
  const reducePoints = db.prepare<[Series & { merged: number }], Reduced>(reducePointsSql)
  const reduceLevel = db.prepare<[Series & { level: number; merged: number }], Reduced>(reduceLevelSql)
  const extent = db.prepare<[Series], { points: number; first: number; last: number }>(extentSql)

  return {
    /** Takes in points of one series that are already in the table of metrics, new or written again. */
    refresh(series: Series, points: readonly MetricPoint[]): void {
      let buckets = new Set(points.map(({ step }) => Math.floor(step / factor)))
      for (const bucket of buckets) fromPoints.run({ ...series, bucket })
      for (let level = 2; level <= coarsest; level++) {
        buckets = new Set([...buckets].map((bucket) => Math.floor(bucket / factor)))
        for (const bucket of buckets) fromLevel.run({ ...series, level, bucket })
      }
    },
    /** The series as at most this many points, equally wide in steps; null where it has no more than that. */
    reduce(series: Series, maxPoints: number): Reduced[] | null {
      const { points, first, last } = extent.get(series) as NonNullable<ReturnType<typeof extent.get>>
      if (points <= maxPoints) return null
      const width = Math.ceil((last - first + 1) / (maxPoints - 1))
      const level = Math.min(coarsest, Math.floor(Math.log10(width)))
      const merged = Math.ceil(width / factor ** level)
      return level === 0 ? reducePoints.all({ ...series, merged }) : reduceLevel.all({ ...series, level, merged })
    },
  }
}
