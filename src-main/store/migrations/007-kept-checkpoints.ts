import type { Migration } from '../migrate.ts'

/** More reasons to keep a checkpoint. A table's checks cannot be changed: it is made anew, under the same numbers. */
export const keptCheckpoints: Migration = {
  version: 7,
  name: 'kept checkpoints',
  up(db) {
    db.exec(`
CREATE TABLE new_checkpoint (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('last', 'best', 'best-clean', 'best-robust', 'epoch')),
  step INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  replaced_at INTEGER,
  UNIQUE (run, kind, step)
) STRICT;

INSERT INTO new_checkpoint SELECT * FROM checkpoint;
DROP TABLE checkpoint;
ALTER TABLE new_checkpoint RENAME TO checkpoint;

-- Only rows without replaced_at are promised to have a file. Of each kind a run keeps one, but of its epochs.
CREATE UNIQUE INDEX checkpoint_kept ON checkpoint (run, kind) WHERE replaced_at IS NULL AND kind <> 'epoch';
CREATE INDEX checkpoint_of_run ON checkpoint (run, step) WHERE replaced_at IS NULL;
`)
  },
}
