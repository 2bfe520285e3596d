import type { ResumableState, TrainingState } from './state.ts'

/**
 * Where a fork that takes over the progress of a checkpoint goes on. Its best epoch and early stopping are its own.
 * `stepsPerEpoch` is the fork's: where its batches are others than the checkpoint's, it goes on at the start of the
 * epoch. `keepsSchedule`: whether it takes over what the schedule remembers.
 */
export function forkedState(origin: TrainingState, stepsPerEpoch: number, keepsSchedule: boolean): ResumableState {
  const isSamePlace = Math.floor(origin.step / stepsPerEpoch) === origin.epoch
  return {
    ...origin,
    step: isSamePlace ? origin.step : origin.epoch * stepsPerEpoch,
    schedule: keepsSchedule ? origin.schedule : undefined,
    earlyStopping: undefined,
  }
}
