import type { Migration } from '../migrate.ts'

/** Maps that were computed together share a file; deletion and insertion are computed where they are asked for. */
export const sheets: Migration = {
  version: 12,
  name: 'sheets of maps',
  up(db) {
    db.exec(`
-- Where the map begins in its file.
ALTER TABLE explanation ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;

-- Whether deletion and insertion were computed; where not, they are null.
ALTER TABLE map_score ADD COLUMN has_curves INTEGER NOT NULL DEFAULT 1 CHECK (has_curves IN (0, 1));
`)
  },
}
