import type { RunConfig } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'

/** Measured after every epoch in inference mode; what schedules and early stopping may watch. */
export const monitors = {
  'validation-loss': 'Validation loss',
  'validation-accuracy': 'Validation accuracy',
  'attacked-validation-accuracy': 'Validation accuracy under the monitored attack',
} as const
export type MonitorName = keyof typeof monitors

/** Whether `value` beats `best` by more than `minChange`: lower for a loss, higher for an accuracy. */
export function isImprovement(name: MonitorName, value: number, best: number | null, minChange: number): boolean {
  if (best === null) return !Number.isNaN(value)
  return name === 'validation-loss' ? value < best - minChange : value > best + minChange
}

/** Throws `invalid-input` where schedule or early stopping watch the accuracy under an attack that is not monitored. */
export function checkMonitors({ schedule, earlyStopping, monitor }: RunConfig): void {
  const watched = [schedule.params['monitor'], earlyStopping?.monitor]
  if (monitor.attack !== null || !watched.includes('attacked-validation-accuracy')) return
  throw new AppError('invalid-input', '"attacked-validation-accuracy" is watched, but no attack is monitored.', {
    hint: 'Set monitor.attack, for example to "fgsm:epsilon=2/255".',
  })
}
