import type { Migration } from '../migrate.ts'

/** What to know of a map: null where there is nothing, as for all maps from before. */
export const explanationNotes: Migration = {
  version: 10,
  name: 'explanation notes',
  up(db) {
    db.exec('ALTER TABLE explanation ADD COLUMN note TEXT;')
  },
}
