import type { Database } from 'better-sqlite3'
import { ExperimentConfig, type Preset } from '../contract/index.ts'
import { trashOf } from './trashed.ts'

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
  const list = db.prepare<[], Row>('SELECT * FROM preset WHERE trashed_at IS NULL ORDER BY title, created_at')
  const rename = db.prepare<[string, string]>('UPDATE preset SET title = ? WHERE id = ?')
  return {
    ...trashOf(db, 'preset', fromRow),
    insert({ id, title, summary, config }: Omit<Preset, 'isShipped'>, at: number): void {
      insert.run({ id, title, summary, config: JSON.stringify(config), config_version: config.version, created_at: at })
    },
    /** By title. */
    list: (): Preset[] => list.all().map(fromRow),
    rename: (id: string, title: string): void => {
      rename.run(title, id)
    },
  }
}

const fromRow = ({ id, title, summary, config }: Row): Preset => ({
  ...{ id, title, summary, isShipped: false },
  config: ExperimentConfig.parse(JSON.parse(config)),
})
