import type { Migration } from '../migrate.ts'

/** Where runs that were computed elsewhere come from. */
export const arrivals: Migration = {
  version: 20,
  name: 'runs from elsewhere',
  up(db) {
    db.exec(`
-- machine, program: as a job array's task told them; null where another workspace was merged, which does not know them.
CREATE TABLE arrival (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  machine TEXT,
  program TEXT,
  folder TEXT NOT NULL,
  merged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`)
  },
}
