import type { Database } from 'better-sqlite3'
import type { ImageTagCount } from '../contract/image-tags.ts'
import type { Split } from '../contract/split.ts'

/** Images of one split of a dataset. */
export interface TaggedSplit {
  readonly dataset: string
  readonly split: Split
}

export const imageTagsSql = `
  SELECT image, name FROM image_tag
  WHERE dataset = $dataset AND split = $split AND image IN (SELECT value FROM json_each($images))`

export function imageTagTable(db: Database) {
  type Row = TaggedSplit & { readonly name: string; readonly image: number }
  const add = db.prepare<[Row & { createdAt: number }]>(`
    INSERT INTO image_tag (dataset, split, name, image, created_at) VALUES ($dataset, $split, $name, $image, $createdAt)
    ON CONFLICT DO NOTHING`)
  const takeOff = db.prepare<[Row]>(
    'DELETE FROM image_tag WHERE dataset = $dataset AND split = $split AND name = $name AND image = $image',
  )
  const list = db.prepare<[string], ImageTagCount>(`
    SELECT split, name, count(*) AS count FROM image_tag WHERE dataset = ? GROUP BY name, split ORDER BY name, split`)
  const ofImages = db.prepare<[TaggedSplit & { images: string }], { image: number; name: string }>(imageTagsSql)
  const copy = db.prepare<[{ dataset: string; from: string; to: string }]>(`
    INSERT INTO image_tag (dataset, split, name, image, created_at)
    SELECT dataset, split, $to, image, created_at FROM image_tag WHERE dataset = $dataset AND name = $from
    ON CONFLICT DO NOTHING`)
  const remove = db.prepare<[string, string]>('DELETE FROM image_tag WHERE dataset = ? AND name = ?')
  let revision = 0

  return {
    /** Another number whenever a tag was changed: what was selected by tags before may be outdated. */
    get revision(): number {
      return revision
    },
    add(of: TaggedSplit, names: readonly string[], images: readonly number[], createdAt: number): void {
      revision++
      for (const name of names) for (const image of images) add.run({ ...of, name, image, createdAt })
    },
    takeOff(of: TaggedSplit, names: readonly string[], images: readonly number[]): void {
      revision++
      for (const name of names) for (const image of images) takeOff.run({ ...of, name, image })
    },
    /** By name. */
    list: (dataset: string): ImageTagCount[] => list.all(dataset),
    /** By image, each by name; those without one are missing. */
    ofImages: (of: TaggedSplit, images: readonly number[]): Map<number, string[]> =>
      new Map(
        [...Map.groupBy(ofImages.iterate({ ...of, images: JSON.stringify(images) }), ({ image }) => image)].map(
          ([image, rows]) => [image, rows.map(({ name }) => name).toSorted()],
        ),
      ),
    /** Where there is one of the other name already, they become one. */
    rename(dataset: string, from: string, to: string): void {
      revision++
      copy.run({ dataset, from, to })
      remove.run(dataset, from)
    },
    remove(dataset: string, name: string): void {
      revision++
      remove.run(dataset, name)
    },
  }
}
