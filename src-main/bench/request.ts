import type { ParamValue } from '../contract/method.ts'
import type { RunConfig } from '../contract/run-config.ts'

/** What one process is asked to measure, of our own program or of a peer's script: it takes what it needs of it. */
export interface MeasureRequest {
  readonly measure: string
  /** An architecture's id, and all of its parameters. */
  readonly architecture: string
  readonly params: Readonly<Record<string, ParamValue>>
  /** Height and width of the images. */
  readonly size: number
  readonly classes: number
  readonly batch: number
  /** Batch sizes of inference. */
  readonly batches: readonly number[]
  /** How long the steps after the warm-up are measured. */
  readonly seconds: number
  /** Gradient steps of the attack in a training step; 0 trains on clean images alone. */
  readonly iterations: number
  /** Of the attack, L∞, pixels in [0, 1]. */
  readonly stepSize: number
  readonly epsilon: number | null
  readonly deterministic: boolean
  readonly precision: RunConfig['precision']
  /** Folder that takes computed values. */
  readonly output: string
  /** Of Keras: its default, or off. */
  readonly jit: 'auto' | 'false'
  /** Folder with `train/<class>/*.jpg` and how many those are. */
  readonly images: string
  readonly count: number
  /** Images of a sheet; its time is told for 1,000. */
  readonly explained: number
  /** Images under each of 100 conditions; the size of the database is told for 10,000. */
  readonly predicted: number
  /** What an import reads: a zip or folder. */
  readonly source: string
  /** Seconds since 1970 when the process was started. */
  readonly spawnedAt: number
}

/** Numbers by name; or why there are none, where that is no failure (`not installed: torch`). */
export type Measured =
  | { readonly values: Readonly<Record<string, number>>; readonly version: string | null }
  | { readonly unavailable: string }

/** The work cannot be done here at all; the message says why. */
export class Unavailable extends Error {}
