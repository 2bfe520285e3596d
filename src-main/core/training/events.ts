import type { BlockState, CheckpointKind, MetricPoint } from '../../contract/runs.ts'
import type { TrainingState } from './state.ts'

/** What the training loop yields, in order of time. */
export type TrainingEvent =
  /** Metric values; `step` counts from 1. */
  | { readonly kind: 'points'; readonly points: readonly MetricPoint[] }
  /** Once a step: images trained on and of how many in all. */
  | {
      readonly kind: 'progress'
      readonly step: number
      readonly stepsTotal: number
      readonly epoch: number
      readonly note: string
    }
  /** The state after a whole epoch, or where the run was cancelled, and all that it is kept as; `last` always, and last. */
  | { readonly kind: 'checkpoint'; readonly state: TrainingState; readonly keptAs: readonly CheckpointKind[] }
  /** Something that happened, with its reason in a sentence. */
  | {
      readonly kind: 'happened'
      readonly what:
        | 'started'
        | 'rate-drop'
        | 'early-stop'
        | 'resume'
        | 'checkpoint'
        | 'warning'
        | 'catastrophic-overfitting'
        | 'robust-overfitting'
      readonly step: number
      readonly message: string
    }
  /** What is frozen at the start, with all blocks; later the blocks that are trained from now on, and why. */
  | {
      readonly kind: 'happened'
      readonly what: 'unfreezing'
      readonly step: number
      readonly message: string
      readonly blocks: readonly BlockState[]
    }
  /**
   * The end. `cancelled`: `step` is that of the last checkpoint, or of what the run started from. A checkpoint comes just
   * before unless that state was saved already: an epoch had just ended, or no step was taken.
   */
  | {
      readonly kind: 'ended'
      readonly outcome: 'done' | 'early-stop' | 'cancelled'
      readonly step: number
      readonly epoch: number
    }
