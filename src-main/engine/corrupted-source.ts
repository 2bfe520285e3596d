import { z } from 'zod'
import type { CorruptedImages } from '../core/datasets/corrupted-images.ts'

/** Where the corrupted images of the validation split lie, for a condition that reads them; null for all others. */
export const CorruptedSource = z.object({
  /** Absolute path of the folder `<corruption>/<severity>/<class>/<file>`. */
  root: z.string(),
  corruptions: z.array(z.string()),
  /** Of each image `<class>/<file>`; null: it has none. */
  files: z.array(z.string().nullable()),
})
export type CorruptedSource = z.output<typeof CorruptedSource>

/** Whether an image has one under a corruption. */
export const hasCorrupted =
  ({ corruptions, files }: CorruptedSource): CorruptedImages['has'] =>
  (corruption, index) =>
    corruptions.includes(corruption) && (files[index] ?? null) !== null

/** The same for one image alone, so that no other names are sent. */
export const sourceOfImage = (source: CorruptedSource | null, image: number): CorruptedSource | null =>
  source && { ...source, files: source.files.map((file, index) => (index === image ? file : null)) }
