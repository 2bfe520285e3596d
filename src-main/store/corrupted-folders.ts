import type { Database } from 'better-sqlite3'
import type { CorruptedFolder } from '../contract/datasets.ts'

/** With the file of each validation image, `<class>/<file>`; null: it has none. */
export interface StoredCorruptedFolder extends CorruptedFolder {
  readonly files: readonly (string | null)[]
}

/** What is known of a dataset's folder but its files comes with the dataset. */
export function corruptedFolderTable(db: Database) {
  const put = db.prepare<[unknown]>(`
    INSERT OR REPLACE INTO corrupted_folder (dataset, path, matching, corruptions, matched, left_over, files, attached_at)
    VALUES ($dataset, $path, $matching, $corruptions, $matched, $left, $files, $at)`)
  const filesOf = db.prepare<[string], string>('SELECT files FROM corrupted_folder WHERE dataset = ?').pluck()
  const remove = db.prepare<[string]>('DELETE FROM corrupted_folder WHERE dataset = ?')

  return {
    /** In the place of the one that the dataset had. */
    put(dataset: string, { corruptions, files, ...folder }: StoredCorruptedFolder, at: number): void {
      const texts = { corruptions: JSON.stringify(corruptions), files: JSON.stringify(files) }
      put.run({ dataset, at, ...folder, ...texts })
    },
    /** Of each validation image; empty where no folder is attached. */
    files: (dataset: string): (string | null)[] => JSON.parse(filesOf.get(dataset) ?? '[]') as (string | null)[],
    remove: (dataset: string): void => {
      remove.run(dataset)
    },
  }
}
