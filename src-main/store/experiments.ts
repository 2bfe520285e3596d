import type { Database } from 'better-sqlite3'
import { ExperimentConfig, type Experiment } from '../contract/index.ts'

interface Row {
  id: string
  name: string
  config: string
  created_at: number
}

export function experimentTable(db: Database) {
  const insert = db.prepare<[Row & { config_version: number }]>(`
    INSERT INTO experiment (id, name, config, config_version, created_at)
    VALUES ($id, $name, $config, $config_version, $created_at)`)
  const get = db.prepare<[string], Row>('SELECT * FROM experiment WHERE id = ?')
  const list = db.prepare<[], Row>('SELECT * FROM experiment ORDER BY number DESC')
  const allRuns = db.prepare<[], { experiment: string; id: string }>(
    'SELECT experiment, id FROM run ORDER BY experiment, number',
  )
  const removeEmpty = db.prepare(
    'DELETE FROM experiment WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.experiment = experiment.id)',
  )
  const runs = db.prepare<[string], string>('SELECT id FROM run WHERE experiment = ? ORDER BY number').pluck()

  const fromRow = (row: Row, runIds: string[]): Experiment => ({
    id: row.id,
    name: row.name,
    config: ExperimentConfig.parse(JSON.parse(row.config)),
    createdAt: row.created_at,
    runs: runIds,
  })
  return {
    insert({ id, name, config, createdAt }: Omit<Experiment, 'runs'>): void {
      insert.run({
        id,
        name,
        config: JSON.stringify(config),
        config_version: config.version,
        created_at: createdAt,
      })
    },
    get(id: string): Experiment | undefined {
      const row = get.get(id)
      return row && fromRow(row, runs.all(id))
    },
    /** Newest first. */
    list(): Experiment[] {
      const byExperiment = Map.groupBy(allRuns.iterate(), ({ experiment }) => experiment)
      return list.all().map((row) =>
        fromRow(
          row,
          (byExperiment.get(row.id) ?? []).map((run) => run.id),
        ),
      )
    },
    /** Takes away those whose runs are all gone. */
    removeEmpty: (): void => {
      removeEmpty.run()
    },
  }
}
