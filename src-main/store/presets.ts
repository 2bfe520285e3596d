import type { Database } from 'better-sqlite3'
import { ExperimentConfig, type Preset } from '../contract/index.ts'

interface Row {
  id: string
  title: string
  summary: string
  config: string
  config_version: number
  created_at: number
}

/** The user's own presets; those that come with the program are files. */
export function presetTable(db: Database) {
  const insert = db.prepare<[Row]>(`
    INSERT INTO preset (id, title, summary, config, config_version, created_at)
    VALUES ($id, $title, $summary, $config, $config_version, $created_at)`)
  const list = db.prepare<[], Row>('SELECT * FROM preset ORDER BY title, created_at')
  const remove = db.prepare<[string]>('DELETE FROM preset WHERE id = ?')
  return {
    insert({ id, title, summary, config }: Omit<Preset, 'isShipped'>, at: number): void {
      insert.run({ id, title, summary, config: JSON.stringify(config), config_version: config.version, created_at: at })
    },
    /** By title. */
    list: (): Preset[] =>
      list.all().map(({ id, title, summary, config }) => ({
        id,
        title,
        summary,
        config: ExperimentConfig.parse(JSON.parse(config)),
        isShipped: false,
      })),
    /** Whether there was one. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
  }
}
