import type { Migration } from '../migrate.ts'

/** The table of the first version was never written to. */
export const weights: Migration = {
  version: 6,
  name: 'weights to start from',
  up(db) {
    db.exec(`
DROP TABLE weight_file;

-- path: our own copy, relative to the workspace. classes is NULL where there is no head.
CREATE TABLE weights (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  network TEXT NOT NULL,
  architecture TEXT NOT NULL CHECK (json_valid(architecture)),
  input_size INTEGER,
  classes INTEGER,
  parameters INTEGER NOT NULL,
  source TEXT NOT NULL,
  licence TEXT,
  sha256 TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  report TEXT NOT NULL CHECK (json_valid(report)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX run_by_initial_weights ON run (config ->> '$.initialWeights')
  WHERE config ->> '$.initialWeights' IS NOT NULL;
`)
  },
}
