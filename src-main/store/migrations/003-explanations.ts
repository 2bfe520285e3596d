import type { Migration } from '../migrate.ts'

/** The table of the first version was never written to. Files lie in the workspace; `bytes` is what they take. */
export const explanations: Migration = {
  version: 3,
  name: 'explanations',
  up(db) {
    db.exec(`
DROP TABLE explanation;

-- One image as an evaluation saw it. The file: float32 pixels of the image as it is, then as it was seen.
CREATE TABLE seen_image (
  evaluation INTEGER NOT NULL,
  image INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  clean_prediction TEXT NOT NULL CHECK (json_valid(clean_prediction)),
  seen_prediction TEXT NOT NULL CHECK (json_valid(seen_prediction)),
  perturbation TEXT NOT NULL CHECK (json_valid(perturbation)),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (evaluation, image),
  FOREIGN KEY (evaluation, image) REFERENCES prediction (evaluation, image) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A saliency map, float32. against: the class whose logit is subtracted, -1 where there is none.
CREATE TABLE explanation (
  evaluation INTEGER NOT NULL,
  image INTEGER NOT NULL,
  input TEXT NOT NULL CHECK (input IN ('clean', 'seen')),
  method TEXT NOT NULL CHECK (json_valid(method)),
  class INTEGER NOT NULL,
  against INTEGER NOT NULL,
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  min REAL NOT NULL,
  max REAL NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (evaluation, image, input, method, class, against),
  FOREIGN KEY (evaluation, image) REFERENCES prediction (evaluation, image) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`)
  },
}
