import type { Database } from 'better-sqlite3'
import type { ImageTagChange, ImageTagCount } from '../contract/image-tags.ts'
import { Split } from '../contract/split.ts'

/** Images of one split of a dataset. */
export interface TaggedSplit {
  readonly dataset: string
  readonly split: Split
}

/** A tag that was taken off all images of a dataset. */
export interface TrashedImageTag {
  readonly dataset: string
  readonly name: string
  /** How many images it was on. */
  readonly count: number
  readonly trashedAt: number
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
  const copyToTrash = db.prepare<[{ dataset: string; name: string; at: number }]>(`
    INSERT INTO trashed_image_tag (dataset, name, split, image, created_at, trashed_at)
    SELECT dataset, name, split, image, created_at, $at FROM image_tag WHERE dataset = $dataset AND name = $name
    ON CONFLICT DO UPDATE SET trashed_at = $at`)
  const trashed = db.prepare<[], TrashedImageTag>(`
    SELECT dataset, name, count(*) AS count, max(trashed_at) AS trashedAt FROM trashed_image_tag GROUP BY dataset, name`)
  const copyBack = db.prepare<[string, string]>(`
    INSERT INTO image_tag (dataset, split, name, image, created_at)
    SELECT dataset, split, name, image, created_at FROM trashed_image_tag WHERE dataset = ? AND name = ?
    ON CONFLICT DO NOTHING`)
  const removeTrashed = db.prepare<[string, string]>('DELETE FROM trashed_image_tag WHERE dataset = ? AND name = ?')
  const tagged = db
    .prepare<[TaggedSplit & { name: string }], number>(
      'SELECT image FROM image_tag WHERE dataset = $dataset AND split = $split AND name = $name ORDER BY image',
    )
    .pluck()
  let revision = 0

  return {
    /** Another number whenever a tag was changed: what was selected by tags before may be outdated. */
    get revision(): number {
      return revision
    },
    /** What changed: images that have a tag already are left out. */
    add(of: TaggedSplit, names: readonly string[], images: readonly number[], createdAt: number): ImageTagChange[] {
      revision++
      return names.flatMap((name) =>
        changeOf(
          of.split,
          name,
          true,
          images.filter((image) => add.run({ ...of, name, image, createdAt }).changes > 0),
        ),
      )
    },
    takeOff(of: TaggedSplit, names: readonly string[], images: readonly number[]): ImageTagChange[] {
      revision++
      return names.flatMap((name) =>
        changeOf(
          of.split,
          name,
          false,
          images.filter((image) => takeOff.run({ ...of, name, image }).changes > 0),
        ),
      )
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
    rename(dataset: string, from: string, to: string): ImageTagChange[] {
      revision++
      const changes = Split.options.flatMap((split) => {
        const before = tagged.all({ dataset, split, name: from })
        const known = new Set(tagged.all({ dataset, split, name: to }))
        const added = before.filter((image) => !known.has(image))
        return [...changeOf(split, from, false, before), ...changeOf(split, to, true, added)]
      })
      copy.run({ dataset, from, to })
      remove.run(dataset, from)
      return changes
    },
    /** Takes it off all images; with one of the same name that lies there already it becomes one. */
    trash(dataset: string, name: string, at: number): void {
      revision++
      copyToTrash.run({ dataset, name, at })
      remove.run(dataset, name)
    },
    trashed: (): TrashedImageTag[] => trashed.all(),
    /** Images that got the tag meanwhile keep it. */
    restore(dataset: string, name: string): void {
      revision++
      copyBack.run(dataset, name)
      removeTrashed.run(dataset, name)
    },
    removeTrashed: (dataset: string, name: string): void => {
      removeTrashed.run(dataset, name)
    },
  }
}

const changeOf = (split: Split, name: string, isAdded: boolean, images: number[]): ImageTagChange[] =>
  images.length === 0 ? [] : [{ split, name, isAdded, images }]
