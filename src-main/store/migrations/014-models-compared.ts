import type { Migration } from '../migrate.ts'

/** What checkpoints say of images that were attacked on others, and how alike their layers are. */
export const modelsCompared: Migration = {
  version: 14,
  name: 'models compared',
  up(db) {
    db.exec(`
-- outcomes: one byte an image by its number: 0 unseen, 1 wrong, 2 right. weights: hashes of both checkpoints.
CREATE TABLE transfer (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  target INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  condition TEXT NOT NULL CHECK (json_valid(condition)),
  weights TEXT NOT NULL,
  outcomes BLOB NOT NULL,
  UNIQUE (source, target, split, condition)
) STRICT;
CREATE INDEX transfer_by_target ON transfer (target);

-- value: float64 [layers of the first][layers of the second], NaN where there is none. batch: images compared at a time.
CREATE TABLE similarity (
  id INTEGER PRIMARY KEY,
  first INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  second INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  images INTEGER NOT NULL,
  kernel TEXT NOT NULL,
  features TEXT NOT NULL,
  weights TEXT NOT NULL,
  layers TEXT NOT NULL CHECK (json_valid(layers)),
  batch INTEGER NOT NULL,
  value BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (first, second, split, images, kernel, features)
) STRICT;
CREATE INDEX similarity_by_second ON similarity (second);
`)
  },
}
