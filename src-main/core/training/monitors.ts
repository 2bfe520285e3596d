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
