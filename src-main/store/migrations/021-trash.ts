import type { Migration } from '../migrate.ts'

/** What is removed stays until the trash is emptied; views get what they lacked. */
export const trash: Migration = {
  version: 21,
  name: 'trash',
  up(db) {
    db.exec(`
-- ms since 1970 when it went to the trash; NULL where it is not there.
ALTER TABLE dataset ADD COLUMN trashed_at INTEGER;
ALTER TABLE weights ADD COLUMN trashed_at INTEGER;
ALTER TABLE preset ADD COLUMN trashed_at INTEGER;
ALTER TABLE evaluation_plan ADD COLUMN trashed_at INTEGER;

-- A tag that was taken off all images of a dataset, and these images.
CREATE TABLE trashed_image_tag (
  dataset TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  image INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  trashed_at INTEGER NOT NULL,
  PRIMARY KEY (dataset, name, split, image)
) STRICT, WITHOUT ROWID;

-- \`query\`: that of its address. \`runs\`: names by id of the runs that it shows, so that they can be told when they are gone.
ALTER TABLE saved_view RENAME TO old_view;
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  screen TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL CHECK (json_valid(query)),
  runs TEXT NOT NULL CHECK (json_valid(runs)),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  trashed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX saved_view_by_name ON saved_view (name COLLATE NOCASE) WHERE trashed_at IS NULL;
INSERT INTO saved_view
  SELECT CAST(id AS TEXT), screen, name, query, '{}', created_at, created_at, NULL FROM old_view;
DROP TABLE old_view;
`)
  },
}
