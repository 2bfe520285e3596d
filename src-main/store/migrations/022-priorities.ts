import type { Migration } from '../migrate.ts'

/** Which jobs of the queue go before others, whenever they came. */
export const priorities: Migration = {
  version: 22,
  name: 'priorities',
  up(db) {
    db.exec(`
-- Higher goes first; jobs of the same priority go by position.
ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
DROP INDEX job_queue;
CREATE INDEX job_queue ON job (lane, priority DESC, position) WHERE state = 'queued';
`)
  },
}
