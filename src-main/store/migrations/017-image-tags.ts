import type { Migration } from '../migrate.ts'

/** Images of a dataset under names that a person gave. */
export const imageTags: Migration = {
  version: 17,
  name: 'tags of images',
  up(db) {
    db.exec(`
-- Of the dataset and not of a run, so that they stay when runs go.
CREATE TABLE image_tag (
  dataset TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  name TEXT NOT NULL,
  image INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (dataset, split, name, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_tag_of_image ON image_tag (dataset, split, image);
`)
  },
}
