CREATE TABLE arrival (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  machine TEXT,
  program TEXT,
  folder TEXT NOT NULL,
  merged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calibration (
  evaluation INTEGER PRIMARY KEY REFERENCES evaluation (id) ON DELETE CASCADE,
  temperature REAL,
  measures TEXT NOT NULL CHECK (json_valid(measures))
) STRICT;

CREATE TABLE "checkpoint" (
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

CREATE UNIQUE INDEX checkpoint_kept ON checkpoint (run, kind) WHERE replaced_at IS NULL AND kind <> 'epoch';

CREATE INDEX checkpoint_of_run ON checkpoint (run, step) WHERE replaced_at IS NULL;

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

CREATE TABLE dataset (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  source TEXT,
  fingerprint TEXT NOT NULL,
  folder TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  classes TEXT NOT NULL CHECK (json_valid(classes)),
  height INTEGER NOT NULL,
  width INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  train_count INTEGER NOT NULL,
  validation_count INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
, trashed_at INTEGER) STRICT;

CREATE INDEX dataset_by_kind ON dataset (kind, number);

CREATE TABLE evaluated_part (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,
  n INTEGER NOT NULL,
  temperature REAL,
  plain BLOB NOT NULL,
  scaled BLOB,
  reach TEXT CHECK (reach IS NULL OR json_valid(reach)),
  seconds REAL NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (evaluation, first)
) STRICT;

CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  checkpoint INTEGER REFERENCES checkpoint (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  condition TEXT NOT NULL CHECK (json_valid(condition)),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  reason TEXT,
  n INTEGER NOT NULL,
  correct INTEGER,
  correct_top5 INTEGER,
  mean_loss REAL,
  seconds REAL,
  created_at INTEGER NOT NULL, begun INTEGER NOT NULL DEFAULT 0,
  UNIQUE (checkpoint, split, condition)
) STRICT;

CREATE INDEX evaluation_by_run ON evaluation (run, id);

CREATE TABLE evaluation_plan (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_at INTEGER NOT NULL
, trashed_at INTEGER) STRICT;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  data TEXT CHECK (data IS NULL OR json_valid(data)),
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX event_by_run ON event (run, id);

CREATE TABLE experiment (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  config TEXT NOT NULL CHECK (json_valid(config)),
  config_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

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
  created_at INTEGER NOT NULL, note TEXT, offset INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (evaluation, image, input, method, class, against),
  FOREIGN KEY (evaluation, image) REFERENCES prediction (evaluation, image) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE image_tag (
  dataset TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  name TEXT NOT NULL,
  image INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (dataset, split, name, image)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_tag_of_image ON image_tag (dataset, split, image);

CREATE TABLE imported_run (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  source TEXT NOT NULL CHECK (source IN ('tensorboard', 'wandb', 'csv', 'history')),
  path TEXT NOT NULL,
  identity TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  names TEXT NOT NULL CHECK (json_valid(names)),
  notes TEXT NOT NULL CHECK (json_valid(notes)),
  imported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX imported_run_by_identity ON imported_run (identity);

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  lane TEXT NOT NULL CHECK (lane IN ('training', 'interactive')),
  kind TEXT NOT NULL CHECK (kind IN ('train', 'evaluate')),
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  evaluation INTEGER REFERENCES evaluation (id) ON DELETE CASCADE,
  position INTEGER NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'done', 'cancelled', 'failed', 'crashed', 'interrupted')),
  reason TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER, priority INTEGER NOT NULL DEFAULT 0,
  CHECK ((kind = 'evaluate') = (evaluation IS NOT NULL))
) STRICT;

CREATE INDEX job_by_evaluation ON job (evaluation);

CREATE INDEX job_by_run ON job (run, state);

CREATE INDEX job_queue ON job (lane, priority DESC, position) WHERE state = 'queued';

CREATE INDEX job_running ON job (lane, position) WHERE state = 'running';

CREATE TABLE map_score (
  evaluation INTEGER NOT NULL,
  image INTEGER NOT NULL,
  input TEXT NOT NULL,
  method TEXT NOT NULL,
  class INTEGER NOT NULL,
  against INTEGER NOT NULL,
  deletion REAL,
  insertion REAL,
  pointing INTEGER CHECK (pointing IN (0, 1)),
  energy REAL,
  drift_correlation REAL,
  drift_overlap REAL,
  created_at INTEGER NOT NULL, has_curves INTEGER NOT NULL DEFAULT 1 CHECK (has_curves IN (0, 1)),
  PRIMARY KEY (evaluation, method, input, image, class, against),
  FOREIGN KEY (evaluation, image, input, method, class, against)
    REFERENCES explanation (evaluation, image, input, method, class, against) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE metric (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (run, name, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_level (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  level INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  points INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  epochs REAL NOT NULL,
  total REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  PRIMARY KEY (run, name, level, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_summary (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  latest_step INTEGER NOT NULL,
  latest_value REAL NOT NULL,
  best_step INTEGER,
  best_epoch REAL,
  best_value REAL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE origin (
  run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  of_run TEXT NOT NULL,
  of_checkpoint INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  keeps_progress INTEGER NOT NULL CHECK (keeps_progress IN (0, 1)),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL
, keeps_schedule INTEGER NOT NULL DEFAULT 0 CHECK (keeps_schedule IN (0, 1)), keeps_place INTEGER NOT NULL DEFAULT 0 CHECK (keeps_place IN (0, 1))) STRICT, WITHOUT ROWID;

CREATE TABLE prediction (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  image INTEGER NOT NULL,
  truth INTEGER NOT NULL,
  predicted INTEGER NOT NULL,
  confidence REAL NOT NULL,
  margin REAL NOT NULL,
  loss REAL NOT NULL,
  top5_rank INTEGER NOT NULL,
  top5 BLOB NOT NULL,
  PRIMARY KEY (evaluation, image)
) STRICT, WITHOUT ROWID;

CREATE INDEX prediction_by_classes ON prediction (evaluation, truth, predicted, image);

CREATE TABLE preference (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE preset (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  config TEXT NOT NULL CHECK (json_valid(config)),
  config_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
, trashed_at INTEGER) STRICT;

CREATE TABLE randomisation_check (
  checkpoint INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  method TEXT NOT NULL CHECK (json_valid(method)),
  correlation REAL,
  n INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (checkpoint, split, method)
) STRICT, WITHOUT ROWID;

CREATE TABLE "robustness_check" (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  "check" TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'suspicious', 'not-run')),
  reason TEXT NOT NULL,
  PRIMARY KEY (evaluation, "check")
) STRICT, WITHOUT ROWID;

CREATE TABLE "run" (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  experiment TEXT NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  dataset TEXT REFERENCES dataset (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'preparing', 'running', 'paused', 'done', 'cancelled', 'failed', 'crashed', 'interrupted')),
  reason TEXT,
  config TEXT NOT NULL CHECK (json_valid(config)),
  config_version INTEGER NOT NULL,
  step INTEGER NOT NULL DEFAULT 0,
  steps_total INTEGER,
  epoch INTEGER NOT NULL DEFAULT 0,
  parameters INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
, is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)), trashed_at INTEGER) STRICT;

CREATE INDEX run_by_dataset ON run (dataset);

CREATE INDEX run_by_experiment ON run (experiment, number);

CREATE INDEX run_by_initial_weights ON run (config ->> '$.initialWeights')
  WHERE config ->> '$.initialWeights' IS NOT NULL;

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

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

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

CREATE TABLE tag (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_by_name ON tag (name, run);

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

CREATE TABLE trashed_image_tag (
  dataset TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  image INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  trashed_at INTEGER NOT NULL,
  PRIMARY KEY (dataset, name, split, image)
) STRICT, WITHOUT ROWID;

CREATE TABLE weights (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  network TEXT NOT NULL,
  architecture TEXT NOT NULL CHECK (json_valid(architecture)),
  input_size INTEGER,
  classes INTEGER,
  parameters INTEGER NOT NULL,
  source TEXT NOT NULL,
  licence TEXT,
  sha256 TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  report TEXT NOT NULL CHECK (json_valid(report)),
  created_at INTEGER NOT NULL
, trashed_at INTEGER) STRICT;
