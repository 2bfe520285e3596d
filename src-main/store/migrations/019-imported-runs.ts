import type { Database } from 'better-sqlite3'
import type { Migration } from '../migrate.ts'

/** Runs that other programs trained: they have no dataset here. */
export const importedRuns: Migration = {
  version: 19,
  name: 'imported runs',
  up(db) {
    allowRunsWithoutDataset(db)
    db.exec(`
-- \`identity\`: what stays as it is while a log grows; \`sha256\`: of all that was read at the last import.
-- \`names\`: what the log calls the metrics that have our names.
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
`)
  },
}

/** SQLite cannot take NOT NULL off a column: the table is made anew as it is, with its indices. */
function allowRunsWithoutDataset(db: Database): void {
  const table = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'run'")
    .pluck()
    .get()
  const indices = db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'run' AND sql IS NOT NULL")
    .pluck()
    .all()
  const anew = (table ?? '')
    .replace(/^CREATE TABLE "?run"?/, 'CREATE TABLE new_run')
    .replace('dataset TEXT NOT NULL REFERENCES', 'dataset TEXT REFERENCES')
  db.exec(`${anew};
INSERT INTO new_run SELECT * FROM run;
DROP TABLE run;
ALTER TABLE new_run RENAME TO run;
${indices.map((sql) => `${sql};`).join('\n')}`)
}
