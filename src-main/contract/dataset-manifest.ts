import { z } from 'zod'
import { DatasetClass } from './datasets.ts'
import { ParamValue } from './method.ts'

/** The version of the cache's layout; a cache of another version is made again. */
export const datasetCacheVersion = 1

/**
 * `dataset.json` of a decoded dataset: what the host writes and the engine reads. Beside it lie, for each split,
 * `<split>.images.u8` (uint8 [count, height, width, channels]), `<split>.labels.i32` (little-endian int32 [count]) and
 * `<split>.names.json` (the path of every image in the source); where `boxes` counts any, `<split>.boxes.f32`
 * (little-endian float32 [count, 4], edges in pixels as left, top, right, bottom; NaN where an image has none).
 */
export const DatasetManifest = z.object({
  version: z.literal(datasetCacheVersion),
  /** A dataset kind of the catalog. */
  kind: z.string(),
  title: z.string(),
  /** Absolute path of the folder, zip or file that was imported; null for a generated dataset. */
  source: z.string().nullable(),
  /** SHA-256 in hex over everything that decides the contents; also the name of the folder. */
  fingerprint: z.string(),
  params: z.record(z.string(), ParamValue),
  classes: z.array(DatasetClass),
  /** [height, width, channels] */
  shape: z.tuple([z.int(), z.int(), z.int()]),
  counts: z.object({ train: z.int(), validation: z.int() }),
  /** Files that were left out, with the reason. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
  /** Images with a box around their object; absent in caches of earlier versions, which did not read any. */
  boxes: z.object({ train: z.int(), validation: z.int() }).optional(),
  createdAt: z.number(),
  /** SHA-256 in hex of the files that {@link datasetFiles} names; absent in caches of earlier versions. */
  hashes: z.record(z.string(), z.string()).optional(),
})
export type DatasetManifest = z.output<typeof DatasetManifest>

/** Files of a cache whose size the manifest decides, with that size in bytes. */
export function datasetFiles({
  counts,
  shape: [height, width, channels],
  boxes,
}: Pick<DatasetManifest, 'counts' | 'shape' | 'boxes'>): readonly { readonly name: string; readonly bytes: number }[] {
  return (['train', 'validation'] as const).flatMap((split) => [
    { name: `${split}.images.u8`, bytes: counts[split] * height * width * channels },
    { name: `${split}.labels.i32`, bytes: counts[split] * 4 },
    ...(boxes && boxes[split] > 0 ? [{ name: `${split}.boxes.f32`, bytes: counts[split] * 16 }] : []),
  ])
}
