import type { RunConfig } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'

/**
 * What schedules and freezing policies may watch after every epoch: the mean of the loss over the epoch's images, as it
 * was trained on, and what is measured in inference mode.
 */
export const monitors = {
  'training-loss': 'Training loss',
  'validation-loss': 'Validation loss',
  'validation-accuracy': 'Validation accuracy',
  'attacked-validation-accuracy': 'Validation accuracy under the monitored attack',
} as const
export type MonitorName = keyof typeof monitors

/** Whether `value` beats `best` by more than `minChange`: lower for a loss, higher for an accuracy. */
export function isImprovement(name: MonitorName, value: number, best: number | null, minChange: number): boolean {
  if (best === null) return !Number.isNaN(value)
  return isLoss(name) ? value < best - minChange : value > best + minChange
}

/** Whether less is better. */
export function isLoss(name: MonitorName): boolean {
  return name.endsWith('-loss')
}

/**
 * Throws `invalid-input` where schedule, freezing policy or early stopping watch the accuracy under an attack that is not
 * monitored.
 */
export function checkMonitors({ schedule, freezing, earlyStopping, monitor }: RunConfig): void {
  const watched = [schedule.params['monitor'], freezing.params['monitor'], earlyStopping?.monitor]
  if (monitor.attack !== null || !watched.includes('attacked-validation-accuracy')) return
  throw new AppError('invalid-input', '"attacked-validation-accuracy" is watched, but no attack is monitored.', {
    hint: 'Set monitor.attack, for example to "fgsm:epsilon=2/255".',
  })
}
