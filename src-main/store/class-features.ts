import type { Database } from 'better-sqlite3'
import type { StoredFile } from './explanations.ts'

export interface ClassKey {
  readonly checkpoint: number
  readonly class: number
}
export interface StoredClassFeatures extends StoredFile {
  readonly layer: string
  /** How many images the file holds. */
  readonly images: number
}

/** Features of training images, class by class, as a checkpoint sees them; the numbers are in files. */
export function classFeaturesTable(db: Database) {
  const get = db.prepare<[unknown], StoredClassFeatures>(`
    SELECT layer, images, path, bytes, sha256, created_at AS createdAt FROM class_features
    WHERE checkpoint = $checkpoint AND class = $class`)
  const put = db.prepare(`
    INSERT OR REPLACE INTO class_features (checkpoint, class, layer, images, path, bytes, sha256, created_at)
    VALUES ($checkpoint, $class, $layer, $images, $path, $bytes, $sha256, $createdAt)`)
  const paths = db.prepare<[], string>('SELECT path FROM class_features').pluck()
  return {
    get: (key: ClassKey): StoredClassFeatures | undefined => get.get(key),
    put: (key: ClassKey, features: StoredClassFeatures): void => {
      put.run({ ...key, ...features })
    },
    /** Of all files that a row speaks of. */
    paths: (): string[] => paths.all(),
  }
}
