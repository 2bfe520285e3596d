import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { RunConfig } from '../../src-main/contract/index.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { databaseOf } from './place.ts'

/** Those that a program opens and brings to its own. */
export const oldVersions = migrations.slice(0, -1).map(({ version }) => version)

/** So many that to reduce them takes a migration a while. */
const steps = 20_000
const names = ['loss', 'learning-rate', 'validation-loss']

/** The workspace that a program of this version left: one run that is done, with long series. */
export function makeOldWorkspace(workspace: string, version: number): void {
  const path = databaseOf(workspace)
  mkdirSync(dirname(path), { recursive: true })
  const known = migrations.filter((migration) => migration.version <= version)
  const db = openDatabase(path, known)
  const config = JSON.stringify(RunConfig.parse({ name: 'old', dataset: { id: 'shapes' } }))
  db.exec(`
INSERT INTO dataset (id, kind, title, fingerprint, folder, params, classes, height, width, channels, train_count,
    validation_count, skipped, bytes, created_at)
  VALUES ('old-set', 'idx', 'Old', '${'0'.repeat(64)}', 'datasets/${'0'.repeat(64)}', '{}', '[]', 8, 8, 1, 1, 1, 0, 0, 1);
INSERT INTO experiment (id, name, config, config_version, created_at)
  VALUES ('old-experiment', 'old', '{"version":1,"runs":[{}]}', 1, 1);`)
  db.prepare(
    `INSERT INTO run (id, experiment, dataset, name, state, config, config_version, step, created_at)
     VALUES ('old-run', 'old-experiment', 'old-set', 'old', 'done', ?, 1, ${steps}, 1)`,
  ).run(config)
  const point = db.prepare(`INSERT INTO metric (run, name, step, epoch, value) VALUES ('old-run', ?, ?, ?, ?)`)
  db.transaction(() => {
    for (const name of names) for (let step = 1; step <= steps; step++) point.run(name, step, step / 100, 1 / step)
  })()
  db.close()
}
