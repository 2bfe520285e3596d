import type { Migration } from '../migrate.ts'

/** Of single maps, and of a method on a checkpoint. */
export const mapScores: Migration = {
  version: 9,
  name: 'scores of saliency maps',
  up(db) {
    db.exec(`
-- How far a map can be believed; null where a score cannot be had. It goes with its map, also when that is made again.
CREATE TABLE map_score (
  evaluation INTEGER NOT NULL,
  image INTEGER NOT NULL,
  input TEXT NOT NULL,
  method TEXT NOT NULL,
  class INTEGER NOT NULL,
  against INTEGER NOT NULL,
  deletion REAL,
  insertion REAL,
  pointing INTEGER CHECK (pointing IN (0, 1)),
  energy REAL,
  drift_correlation REAL,
  drift_overlap REAL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (evaluation, method, input, image, class, against),
  FOREIGN KEY (evaluation, image, input, method, class, against)
    REFERENCES explanation (evaluation, image, input, method, class, against) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- correlation: null where none of the maps could be compared.
CREATE TABLE randomisation_check (
  checkpoint INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  method TEXT NOT NULL CHECK (json_valid(method)),
  correlation REAL,
  n INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (checkpoint, split, method)
) STRICT, WITHOUT ROWID;
`)
  },
}
