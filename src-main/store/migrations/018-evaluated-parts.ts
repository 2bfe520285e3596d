import type { Migration } from '../migrate.ts'

/** What an evaluation that goes on needs to know of the images that it saw before. */
export const evaluatedParts: Migration = {
  version: 18,
  name: 'evaluated parts',
  up(db) {
    db.exec(`
-- Of an evaluation that is not done: a row a batch. \`plain\`: float64 little-endian [n, 4], as core/measures/classified
-- packs it; \`scaled\`: the same at \`temperature\`, null where that is. \`reach\`: JSON, null where there is no attack.
CREATE TABLE evaluated_part (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  n INTEGER NOT NULL,
  temperature REAL,
  plain BLOB NOT NULL,
  scaled BLOB,
  reach TEXT CHECK (reach IS NULL OR json_valid(reach)),
  seconds REAL NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (evaluation, first)
) STRICT;
`)
  },
}
