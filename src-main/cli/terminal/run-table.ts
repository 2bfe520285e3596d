import type { Run } from '../../contract/runs.ts'
import { formatCount, formatDuration, formatPercent, formatTime, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatTable } from './table.ts'

export function formatRuns(runs: readonly Run[], colors: Colors): string {
  if (runs.length === 0)
    return 'No run yet. Start the sample with "adversarium run sample", or choose of "adversarium presets".'
  return formatTable(
    [
      { heading: 'id' },
      { heading: 'name' },
      { heading: 'state' },
      { heading: 'architecture' },
      { heading: 'objective' },
      { heading: 'dataset' },
      { heading: 'epochs', align: 'right' },
      { heading: 'best validation', align: 'right' },
      { heading: 'time', align: 'right' },
      { heading: 'started' },
    ],
    runs.map((run) => [
      run.id,
      run.name,
      formatState(run, colors),
      ...(run.imported
        ? [nothing, 'imported', nothing]
        : [run.config.architecture.id, run.config.objective.id, run.dataset ?? run.config.dataset.id]),
      `${run.epoch}/${run.config.epochs}`,
      formatBest(run),
      formatDuration(secondsOf(run) ?? Number.NaN),
      run.startedAt === null ? nothing : formatTime(run.startedAt),
    ]),
    colors,
  )
}

/** `72.1 % @22`: the best validation accuracy with its epoch. */
export function formatBest({ best }: Pick<Run, 'best'>): string {
  const accuracy = best['validation-accuracy']
  return accuracy ? `${formatPercent(accuracy.value)} @${formatCount(Math.round(accuracy.epoch))}` : nothing
}

export function secondsOf({ startedAt, finishedAt }: Run, now = Date.now()): number | null {
  // A clock that was set back meanwhile must not make it negative.
  return startedAt === null ? null : Math.max(0, (finishedAt ?? now) - startedAt) / 1000
}

export function formatState({ state }: Pick<Run, 'state'>, { green, yellow, red }: Colors): string {
  switch (state) {
    case 'done':
      return green(state)
    case 'failed':
    case 'crashed':
      return red(state)
    case 'cancelled':
    case 'interrupted':
    case 'paused':
      return yellow(state)
    default:
      return state
  }
}
