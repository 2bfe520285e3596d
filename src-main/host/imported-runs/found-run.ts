import type { ImportSource } from '../../contract/imported-runs.ts'

/** One value as another program wrote it. */
export interface FoundPoint {
  readonly step: number
  readonly value: number
  /** Whole epochs done; null where the source does not say. */
  readonly epoch: number | null
}

/** A run as it was found, under the names of the program that wrote it. */
export interface FoundRun {
  /** For a person: after the folder, the file or what the run calls itself. */
  readonly name: string
  readonly source: ImportSource
  /** Absolute: the folder or the file. */
  readonly path: string
  /** What stays as it is while the source grows, by which the run is known again. */
  readonly identity: string
  /** SHA-256 of all bytes that were read for it. */
  readonly sha256: string
  readonly series: ReadonlyMap<string, readonly FoundPoint[]>
  /** What the source says of how the training was set up, as text. */
  readonly params: ReadonlyMap<string, string>
  /** What a person has to know: cut off or damaged records, what was left out. */
  readonly notes: readonly string[]
  /** Times of the first and the last value, ms since 1970; null where the source has none. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/** Limits against files that are made to exhaust memory or time; real logs stay far below. */
export const limits = {
  points: 1_000_000,
  step: 1e12,
  epoch: 1e6,
  series: 10_000,
  runs: 2000,
  files: 20_000,
  depth: 12,
  recordBytes: 256 * 2 ** 20,
  textBytes: 256 * 2 ** 20,
  params: 1000,
  nameLength: 200,
} as const
