import type { Migration } from '../migrate.ts'

/**
 * What a person keeps about a run, where a fork comes from, what an interface remembers, and one row a metric that holds
 * its newest and its best value, so that a list of runs reads no series.
 */
export const workbench: Migration = {
  version: 2,
  name: 'the workbench',
  up(db) {
    db.exec(`
ALTER TABLE run ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1));
ALTER TABLE run ADD COLUMN trashed_at INTEGER;

-- The run that it was forked from may be gone, the file stays: it is the fork's own.
CREATE TABLE origin (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  of_run TEXT NOT NULL,
  of_checkpoint INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  keeps_progress INTEGER NOT NULL CHECK (keeps_progress IN (0, 1)),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- best_* is NULL where the metric is none of an epoch, or neither more nor less is better.
CREATE TABLE metric_summary (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  latest_step INTEGER NOT NULL,
  latest_value REAL NOT NULL,
  best_step INTEGER,
  best_epoch REAL,
  best_value REAL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE preference (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

INSERT INTO metric_summary (run, name, latest_step, latest_value)
  SELECT run, name, max(step), value FROM metric GROUP BY run, name;
UPDATE metric_summary SET (best_step, best_epoch, best_value) =
  (SELECT step, epoch, value FROM metric WHERE metric.run = metric_summary.run AND metric.name = metric_summary.name
   ORDER BY CASE WHEN metric_summary.name LIKE '%loss' THEN value ELSE -value END, step LIMIT 1)
  WHERE name LIKE '%train-accuracy' OR name LIKE '%validation-accuracy'
    OR name LIKE '%train-loss' OR name LIKE '%validation-loss';
`)
  },
}
