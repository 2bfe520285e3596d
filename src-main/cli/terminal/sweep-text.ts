import type { ExperimentConfigInput } from '../../contract/index.ts'
import { totalSeconds, type EstimatedRun } from '../estimate.ts'
import { formatCount, formatDuration } from './format.ts'
import type { Colors } from './output.ts'

const mostNames = 24

/** How many runs a sweep makes, which, and how long they will take together where that was measured. */
export function describeSweep(
  { name = 'experiment', runs, conditions }: ExperimentConfigInput,
  estimates: readonly EstimatedRun[] | null,
  { bold, dim }: Pick<Colors, 'bold' | 'dim'>,
): string {
  const names = runs.slice(0, mostNames).map((run) => `  ${String(run['name'])}`)
  const more = runs.length > mostNames ? [dim(`  and ${formatCount(runs.length - mostNames)} more`)] : []
  const evaluations = (conditions?.length ?? 1) * runs.length
  const count = `${formatCount(runs.length)} run${runs.length === 1 ? '' : 's'}`
  const head = `${bold(name)}: ${count}, each evaluated under ${conditions?.length ?? 1} condition${(conditions?.length ?? 1) === 1 ? '' : 's'} (${formatCount(evaluations)} evaluations)`
  return [head, ...names, ...more, ...(estimates ? [costLine(estimates)] : [])].join('\n')
}

function costLine(estimates: readonly EstimatedRun[]): string {
  const each = estimates.map(({ estimate }) => estimate.runSeconds)
  const [least, most] = [Math.min(...each), Math.max(...each)].map(formatDuration)
  const spread = least === most ? `${least} a run` : `${least} to ${most} a run`
  return `Together about ${formatDuration(totalSeconds(estimates))}, without evaluations: ${spread} on ${estimates[0]?.estimate.device ?? 'this machine'}.`
}
