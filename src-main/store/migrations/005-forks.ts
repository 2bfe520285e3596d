import type { Migration } from '../migrate.ts'

/** What a fork takes over is written down with it: the run that it was forked from may be gone when it starts. */
export const forks: Migration = {
  version: 5,
  name: 'what forks take over',
  up(db) {
    db.exec(`
ALTER TABLE origin ADD COLUMN keeps_schedule INTEGER NOT NULL DEFAULT 0 CHECK (keeps_schedule IN (0, 1));
ALTER TABLE origin ADD COLUMN keeps_place INTEGER NOT NULL DEFAULT 0 CHECK (keeps_place IN (0, 1));

UPDATE origin SET (keeps_schedule, keeps_place) = (
  SELECT fork.config -> '$.schedule' = old.config -> '$.schedule',
    fork.dataset = old.dataset AND fork.config -> '$.seed' = old.config -> '$.seed'
      AND fork.config -> '$.batchSize' = old.config -> '$.batchSize'
  FROM run AS fork, run AS old WHERE fork.id = origin.run AND old.id = origin.of_run)
  WHERE of_run IN (SELECT id FROM run);
`)
  },
}
