import type { Migration } from '../migrate.ts'

/** Of datasets: the published images of Tiny-ImageNet-C beside their own. */
export const corruptedFolders: Migration = {
  version: 16,
  name: 'folders of corrupted images',
  up(db) {
    db.exec(`
-- The folder of corrupted images that stands beside a dataset. \`files\`: JSON, of each validation image <class>/<file> or null.
CREATE TABLE corrupted_folder (
  dataset TEXT PRIMARY KEY REFERENCES dataset (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  matching TEXT NOT NULL CHECK (matching IN ('by-name', 'by-class')),
  corruptions TEXT NOT NULL,
  matched INTEGER NOT NULL,
  left_over INTEGER NOT NULL,
  files TEXT NOT NULL,
  attached_at INTEGER NOT NULL
) STRICT;
`)
  },
}
