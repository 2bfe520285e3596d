import { nothingSeen } from './overfitting.ts'
import type { ResumableState, TrainingState } from './state.ts'

/**
 * Where a fork that takes over the progress of a checkpoint goes on. Its best epoch, early stopping and what it has overfitted are its own.
 * `stepsPerEpoch` is the fork's. `keepsPlace`: whether its batches are those of the checkpoint; where they are others, it
 * goes on at the start of the epoch, or at its end where only the measurement was given up. `keepsSchedule`: whether it
 * takes over what the schedule remembers.
 */
export function forkedState(
  origin: TrainingState,
  stepsPerEpoch: number,
  { keepsSchedule, keepsPlace }: { readonly keepsSchedule: boolean; readonly keepsPlace: boolean },
): ResumableState {
  const isTrained = origin.stepsPerEpoch !== null && origin.step === (origin.epoch + 1) * origin.stepsPerEpoch
  const step = keepsPlace ? origin.step : (origin.epoch + (isTrained ? 1 : 0)) * stepsPerEpoch
  const since = Object.entries(origin.freezing.since).map(([block, begun]) => [block, begun + step - origin.step])
  return {
    ...origin,
    step,
    stepsPerEpoch,
    // The blocks have been trained for as many steps as before.
    freezing: { ...origin.freezing, since: Object.fromEntries(since) },
    epochLoss: keepsPlace || isTrained ? origin.epochLoss : { sum: 0, images: 0 },
    schedule: keepsSchedule ? origin.schedule : undefined,
    earlyStopping: undefined,
    keeping: { otherBest: null },
    overfitting: nothingSeen,
  }
}
