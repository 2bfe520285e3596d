import type { ScheduleState } from '../methods.ts'
import type { EpochLossState } from './epoch-loss.ts'
import type { FreezingState } from './trained-blocks.ts'

/** A variable's values on the host, in the order of the network's weights or statistics. */
export type Values = readonly Float32Array[]

/** The base model: all that evaluation and saliency need. */
export interface ModelState {
  readonly weights: Values
  readonly statistics: Values
}

/** What the choice of checkpoints to keep remembers. */
export interface KeepingState {
  /** The best value of the accuracy (clean or under attack) that early stopping does not watch. */
  readonly otherBest: number | null
}

/** Accuracies under the monitored attack after an epoch (1 first); `train` is null where there is no such panel. */
interface AttackedEpoch {
  readonly epoch: number
  readonly validation: number
  readonly train: number | null
  /** Of validation images as they are. */
  readonly clean: number
  /** The mean of the loss that was trained on. */
  readonly loss: number
}

/** What the watch for overfitting remembers. */
export interface OverfittingState {
  readonly best: AttackedEpoch | null
  readonly before: AttackedEpoch | null
  /** In a row, clearly below the best. */
  readonly epochsBelow: number
  /** Whether accuracy has fallen sharply and not come back since. */
  readonly isCollapsed: boolean
  /** Whether robust overfitting since that best was told. */
  readonly isTold: boolean
}

export interface EarlyStoppingState {
  readonly bestValue: number | null
  readonly bestEpoch: number
  readonly epochsWithoutImprovement: number
}

/** All that a run needs to go on exactly where it stopped. Random streams are derived from seed, epoch and step. */
export interface TrainingState extends ModelState {
  /** Optimizer steps done. */
  readonly step: number
  /** Whole epochs done and measured; the rest of `step` is the position in the next one, which may be at its end. */
  readonly epoch: number
  /** Of this run; null in a file from before it was saved. */
  readonly stepsPerEpoch: number | null
  /** slots[weight][slot] */
  readonly slots: readonly (readonly Float32Array[])[]
  readonly schedule: ScheduleState
  readonly freezing: FreezingState
  readonly epochLoss: EpochLossState
  readonly earlyStopping: EarlyStoppingState
  readonly keeping: KeepingState
  readonly overfitting: OverfittingState
  /** What the objective carries from step to step; absent where it carries nothing. */
  readonly carried?: Values
}

/** What training goes on from: what is left out of a checkpoint begins anew, as in a fork. */
export type ResumableState = Omit<TrainingState, 'schedule' | 'earlyStopping'> & {
  readonly schedule: ScheduleState | undefined
  readonly earlyStopping: EarlyStoppingState | undefined
}
