import type { Migration } from '../migrate.ts'

/** Of training images, so that the nearest ones to another image can be found. */
export const classFeatures: Migration = {
  version: 11,
  name: 'features of training images',
  up(db) {
    db.exec(`
-- The training images of one class as a checkpoint sees them: numbers, what it says of them, and their features.
CREATE TABLE class_features (
  checkpoint INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  class INTEGER NOT NULL,
  layer TEXT NOT NULL,
  images INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (checkpoint, class)
) STRICT, WITHOUT ROWID;
`)
  },
}
