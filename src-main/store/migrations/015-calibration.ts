import type { Migration } from '../migrate.ts'

/** How far the probabilities of an evaluation can be trusted; those from before have none. */
export const calibration: Migration = {
  version: 15,
  name: 'calibration',
  up(db) {
    db.exec(`
-- \`measures\`: JSON, a Calibration of the contract. \`temperature\`: that it is scaled by; null: none was known.
CREATE TABLE calibration (
  evaluation INTEGER PRIMARY KEY REFERENCES evaluation (id) ON DELETE CASCADE,
  temperature REAL,
  measures TEXT NOT NULL CHECK (json_valid(measures))
) STRICT;
`)
  },
}
