import type { Migration } from '../migrate.ts'

/** A check that could not be run has a verdict too. A column's check cannot be changed: the table is made anew. */
export const robustnessChecks: Migration = {
  version: 8,
  name: 'verdicts of robustness checks',
  up(db) {
    db.exec(`
CREATE TABLE new_robustness_check (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
  "check" TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'suspicious', 'not-run')),
  reason TEXT NOT NULL,
  PRIMARY KEY (evaluation, "check")
) STRICT, WITHOUT ROWID;

INSERT INTO new_robustness_check
  SELECT evaluation, "check", iif(passed, 'passed', 'suspicious'), reason FROM robustness_check;
DROP TABLE robustness_check;
ALTER TABLE new_robustness_check RENAME TO robustness_check;
`)
  },
}
