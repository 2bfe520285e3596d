import { z } from 'zod'

/** What wrote the log of a run that was trained elsewhere; `history`: JSON objects, one a line. */
export const ImportSource = z.enum(['tensorboard', 'wandb', 'csv', 'history'])
export type ImportSource = z.output<typeof ImportSource>

/** Sources in words, as in "imported from TensorBoard". */
export const importSourceTitles = {
  tensorboard: 'TensorBoard',
  wandb: 'W&B',
  csv: 'a CSV file',
  history: 'a file of JSON lines',
} as const satisfies Record<ImportSource, string>

/**
 * Where a run comes from that another program trained. Of its configuration only `params` is known; it has no dataset and
 * no checkpoint here, so that it cannot be resumed, forked or evaluated.
 */
export const ImportedFrom = z.object({
  source: ImportSource,
  /** Absolute path on the host's machine at the last import. */
  path: z.string(),
  /** What the log says of how the training was set up, as text. */
  params: z.record(z.string(), z.string()),
  /** What the log calls the metrics that have our names here: theirs by ours. */
  names: z.record(z.string(), z.string()),
  /** What a person has to know of how it was read. */
  notes: z.array(z.string()),
})
export type ImportedFrom = z.output<typeof ImportedFrom>
