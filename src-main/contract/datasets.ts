import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call, event } from './define.ts'
import { Split } from './split.ts'

export const DatasetClass = z.object({ id: z.string(), name: z.string() })
export type DatasetClass = z.output<typeof DatasetClass>

/** A folder of corrupted images, Tiny-ImageNet-C's, that stands beside a dataset; its files are read when looked at. */
export const CorruptedFolder = z.object({
  /** Absolute path of the folder that holds one folder for each corruption. */
  path: z.string(),
  /**
   * `by-name`: its files are the dataset's validation images. `by-class`: they are others, and each stands in the place of
   * a validation image of its class.
   */
  matching: z.enum(['by-name', 'by-class']),
  /** Names of the corruptions that are there, in the order of the catalog. */
  corruptions: z.array(z.string()),
  /** Validation images that have a file. */
  matched: z.int(),
  /** Files of the dataset's classes that no validation image has. */
  left: z.int(),
})
export type CorruptedFolder = z.output<typeof CorruptedFolder>

/** What an attached folder is, and what of it has no place, in sentences. */
export function corruptedInWords({ path, matching, corruptions, matched, left }: CorruptedFolder, all: number): string {
  const what = `${corruptions.length} ${corruptions.length === 1 ? 'corruption' : 'corruptions'} in ${path}`
  const how =
    matching === 'by-name'
      ? 'its files are these validation images, by class and name'
      : 'its files are other photographs: each stands in the place of a validation image of its class, in order'
  const unmatched = all - matched
  return [
    `${what}; ${how}.`,
    ...(unmatched > 0 ? [`${unmatched} of ${all} validation images have none and are left out.`] : []),
    ...(left > 0 ? [`${left} files of each severity have no place.`] : []),
  ].join(' ')
}

/** An imported dataset: decoded once into a uint8 cache that the fingerprint of its source names. */
export const Dataset = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  source: z.string().nullable(),
  fingerprint: z.string(),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
  classes: z.array(DatasetClass),
  /** [height, width, channels] */
  shape: z.tuple([z.int(), z.int(), z.int()]),
  counts: z.object({ train: z.int(), validation: z.int() }),
  skipped: z.int(),
  bytes: z.int(),
  createdAt: z.number(),
  /** Absent where none is attached. */
  corrupted: CorruptedFolder.optional(),
})
export type Dataset = z.output<typeof Dataset>

/** What an import would read: counted and named, nothing written. */
export const DatasetReport = z.object({
  kind: z.string(),
  title: z.string(),
  classes: z.array(DatasetClass),
  shape: z.tuple([z.int(), z.int(), z.int()]),
  counts: z.object({ train: z.int(), validation: z.int() }),
  /** Images with a box around their object. */
  boxes: z.object({ train: z.int(), validation: z.int() }),
  /** Files that cannot be read, with the reason; they are left out. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
})
export type DatasetReport = z.output<typeof DatasetReport>

/** A rectangle in an image: edges in pixels from the top left corner, so that right − left is its width. */
export const Box = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
export type Box = z.output<typeof Box>

const Import = z.object({
  path: z.string().min(1),
  /** A dataset kind of the catalog; recognised from the files where it is left out. */
  kind: z.string().optional(),
  name: z.string().trim().min(1).max(120).optional(),
  /** Images of other sizes are resized to this square; the source's own size where it is left out. */
  imageSize: z.int().min(8).max(1024).optional(),
  /** Ids or names of the classes to take, e.g. `['3', '7']`; all of them where it is left out. */
  classes: z.array(z.string().trim().min(1).max(200)).min(2).max(10_000).optional(),
})

const byDataset = z.object({ id: z.string() })
/**
 * Whether what evaluations saw in the folder that was attached may go, where others would be in its place: no figure
 * holds images of two folders. Without it, `conflict`, which says how many.
 */
const forgets = { forgetEvaluations: z.boolean().default(false) }

/**
 * Most bytes of pixels in one answer of `datasets.images`, so that as text, a third longer, it stays far below what may
 * wait for a slow reader. Of one image there is always an answer.
 */
export const maxPixelBytes = 16 * 2 ** 20

export const datasets = {
  list: call(z.object({}), z.array(Dataset)),
  import: call(Import, Dataset),
  /** Ends the import or check of this path; what it wrote is removed. Nothing happens where none is under way. */
  cancelImport: call(z.object({ path: z.string() }), z.null()),
  check: call(Import, DatasetReport),
  /** What its import found, as it was written then. */
  report: call(byDataset, DatasetReport),
  /** Removes the decoded copy; the source stays. Refused where a run uses it. */
  remove: call(byDataset, z.null()),
  /**
   * Attaches the folder of Tiny-ImageNet-C, in the place of one that was, so that runs can be evaluated under
   * `tiny-imagenet-c`. Nothing of it is copied. Refused where its images have another size or other classes. `warnings`:
   * what of it cannot be used, in sentences.
   */
  attachCorrupted: call(
    byDataset.extend({ path: z.string().min(1), ...forgets }),
    Dataset.extend({ warnings: z.array(z.string()) }),
  ),
  /** Nothing happens where none is attached. */
  detachCorrupted: call(byDataset.extend(forgets), Dataset),
  /** Images of each class. */
  histogram: call(byDataset, z.object({ train: z.array(z.int()), validation: z.array(z.int()) })),
  /** Which images there are, in the order of the dataset. */
  browse: call(
    z.object({
      id: z.string(),
      split: Split,
      class: z.int().min(0).optional(),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(10_000).default(200),
    }),
    z.object({ total: z.int(), images: z.array(z.int()) }),
  ),
  /**
   * Pixels uint8 [images, height, width, channels], with the class, the path in the source and the box of each; null
   * where nobody drew a box. Refused above {@link maxPixelBytes}.
   */
  images: call(
    z.object({ id: z.string(), split: Split, images: z.array(z.int().min(0)).min(1).max(500) }),
    z.object({
      shape: z.tuple([z.int(), z.int(), z.int()]),
      pixels: Bytes,
      labels: z.array(z.int()),
      names: z.array(z.string()),
      boxes: z.array(Box.nullable()),
    }),
  ),
  progress: event(z.object({ path: z.string(), done: z.int(), total: z.int() })),
  changed: event(Dataset),
  removed: event(byDataset),
}
