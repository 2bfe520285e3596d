import type { Database } from 'better-sqlite3'
import { ExperimentConfig, type Preset } from '../contract/index.ts'
import type { Trashed } from './trashed.ts'

interface Row {
  id: string
  title: string
  summary: string
  config: string
  config_version: number
  created_at: number
}
type ReadRow = Row & { readonly trashed_at: number | null }

/** The user's own presets; those that come with the program are files. */
export function presetTable(db: Database) {
  const insert = db.prepare<[Row]>(`
    INSERT INTO preset (id, title, summary, config, config_version, created_at)
    VALUES ($id, $title, $summary, $config, $config_version, $created_at)`)
  const list = db.prepare<[], ReadRow>('SELECT * FROM preset WHERE trashed_at IS NULL ORDER BY title, created_at')
  const trashed = db.prepare<[], ReadRow>('SELECT * FROM preset WHERE trashed_at IS NOT NULL')
  const setTrashed = db.prepare<[number | null, string]>('UPDATE preset SET trashed_at = ? WHERE id = ?')
  const rename = db.prepare<[string, string]>('UPDATE preset SET title = ? WHERE id = ?')
  const remove = db.prepare<[string]>('DELETE FROM preset WHERE id = ?')
  return {
    insert({ id, title, summary, config }: Omit<Preset, 'isShipped'>, at: number): void {
      insert.run({ id, title, summary, config: JSON.stringify(config), config_version: config.version, created_at: at })
    },
    /** By title. */
    list: (): Preset[] => list.all().map(fromRow),
    trashed: (): Trashed<Preset>[] => trashed.all().map((row) => ({ ...fromRow(row), trashedAt: row.trashed_at ?? 0 })),
    setTrashed: (id: string, at: number | null): void => {
      setTrashed.run(at, id)
    },
    rename: (id: string, title: string): void => {
      rename.run(title, id)
    },
    remove: (id: string): void => {
      remove.run(id)
    },
  }
}

const fromRow = ({ id, title, summary, config }: Row): Preset => ({
  ...{ id, title, summary, isShipped: false },
  config: ExperimentConfig.parse(JSON.parse(config)),
})
