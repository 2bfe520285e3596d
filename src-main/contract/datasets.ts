import { z } from 'zod'
import { call, event } from './define.ts'

export const DatasetClass = z.object({ id: z.string(), name: z.string() })
export type DatasetClass = z.output<typeof DatasetClass>

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
})
export type Dataset = z.output<typeof Dataset>

/** What an import would read: counted and named, nothing written. */
export const DatasetReport = z.object({
  kind: z.string(),
  title: z.string(),
  classes: z.array(DatasetClass),
  shape: z.tuple([z.int(), z.int(), z.int()]),
  counts: z.object({ train: z.int(), validation: z.int() }),
  /** Files that cannot be read, with the reason; they are left out. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  warnings: z.array(z.string()),
})
export type DatasetReport = z.output<typeof DatasetReport>

const Import = z.object({
  path: z.string().min(1),
  /** A dataset kind of the catalog; recognised from the files where it is left out. */
  kind: z.string().optional(),
  name: z.string().trim().min(1).max(120).optional(),
  /** Images of other sizes are resized to this square; the source's own size where it is left out. */
  imageSize: z.int().min(8).max(1024).optional(),
})

export const datasets = {
  list: call(z.object({}), z.array(Dataset)),
  import: call(Import, Dataset),
  check: call(Import, DatasetReport),
  progress: event(z.object({ path: z.string(), done: z.int(), total: z.int() })),
  changed: event(Dataset),
}
