import type { Migration } from '../migrate.ts'

/** Own lists of conditions; an evaluation that was ended early goes on where it was. */
export const evaluationPlans: Migration = {
  version: 13,
  name: 'evaluation plans',
  up(db) {
    db.exec(`
-- \`content\`: JSON as a plan's file holds it; \`title\` is that in it.
CREATE TABLE evaluation_plan (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_at INTEGER NOT NULL
) STRICT;

-- Images that were predicted before it was ended early: where it is asked for on as many, it goes on behind them.
ALTER TABLE evaluation ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
`)
  },
}
