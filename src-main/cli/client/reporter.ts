import type { Catalog } from '../../contract/catalog.ts'
import type { CliLine } from '../../contract/cli.ts'
import type { Evaluation } from '../../contract/evaluations.ts'
import { checksInWords, checkUnderWay, suspiciousChecks } from '../../contract/robustness-checks.ts'
import type { MetricPoint, Run, RunEvent } from '../../contract/runs.ts'
import type { Progress } from '../../contract/system.ts'
import type { Output } from '../terminal/output.ts'
import {
  formatCondition,
  formatCount,
  formatDuration,
  formatParameters,
  formatPercent,
  formatValue,
  nothing,
} from '../terminal/format.ts'
import { createProgressDisplay } from '../terminal/progress-display.ts'
import { secondsOf } from '../terminal/run-table.ts'

/** Tells what happens in the runs that a command follows, as it happens. */
export interface Reporter {
  report(line: CliLine): void
  stop(): void
}

export function createReporter(output: Output, catalog: Catalog): Reporter {
  return output.isJson ? { report: output.line, stop: () => undefined } : createPersonReporter(output, catalog)
}

function createPersonReporter(output: Output, catalog: Catalog): Reporter {
  const display = createProgressDisplay(output)
  const runs = new Map<string, Run>()
  const evaluations = new Map<string, Evaluation>()
  const colors = output.colors
  const suspicions = new Set<string>()

  const paint: Partial<Record<RunEvent['kind'], (text: string) => string>> = {
    warning: colors.yellow,
    'robust-overfitting': colors.yellow,
    'catastrophic-overfitting': colors.red,
  }

  const nameOf = (run: string): string => runs.get(run)?.name ?? run
  const print = (run: string, text: string): void => display.print(`${colors.bold(nameOf(run))}  ${text}`)

  const tellRun = (run: Run): void => {
    const before = runs.get(run.id)?.state
    runs.set(run.id, run)
    if (run.state === before) return
    if (run.state === 'running') print(run.id, colors.dim(describeStart(run)))
    const ending = describeEnd(run)
    if (ending === null || before === undefined) return
    display.stop()
    print(run.id, run.state === 'done' ? colors.green(ending) : colors.yellow(ending))
  }
  const tellEpoch = (run: string, points: readonly MetricPoint[]): void => {
    const text = describeEpoch(points, runs.get(run))
    if (text !== null) print(run, text)
  }
  const tellEvaluation = (evaluation: Evaluation): void => {
    const before = evaluations.get(evaluation.id)?.state
    evaluations.set(evaluation.id, evaluation)
    if (evaluation.state === before) return
    const name = formatCondition(evaluation.condition, catalog)
    const text = describeEvaluation(evaluation, name)
    if (text !== null) print(evaluation.run, text)
    for (const { title, reason } of suspiciousChecks(evaluation.checks)) {
      const text = `${title}. ${reason}`
      const key = `${evaluation.run} ${text}`
      // What several conditions of a run have in common is said once.
      if (suspicions.has(key)) continue
      suspicions.add(key)
      print(evaluation.run, colors.yellow(`! ${name} is suspicious: ${text}`))
    }
  }
  const tellEvent = ({ run, kind, message }: RunEvent): void => {
    // The start and the end are told by the run's state.
    if (kind === 'started' || kind === 'ended' || kind === 'not-a-number' || kind === 'checkpoint') return
    print(run, paint[kind]?.(message) ?? colors.dim(message))
  }
  const tellProgress = (progress: Progress): void => {
    const { subject, kind, done, total, rate, note } = progress
    const evaluation = evaluations.get(subject)
    const what = evaluation
      ? `${nameOf(evaluation.run)}: ${formatCondition(evaluation.condition, catalog)}`
      : nameOf(subject)
    const part = evaluation ? checkUnderWay(progress, evaluation) : kind === 'train' ? note : null
    display.update({ subject, note: part ? `${what}, ${part}` : what, done, total, rate })
  }

  return {
    report(line) {
      switch (line.type) {
        case 'run':
          return tellRun(line.run)
        case 'points':
          return tellEpoch(line.run, line.points)
        case 'event':
          return tellEvent(line.event)
        case 'progress':
          return tellProgress(line.progress)
        case 'evaluation':
          return tellEvaluation(line.evaluation)
        case 'note':
          return display.print(line.message)
        default:
          return
      }
    },
    stop: display.stop,
  }
}

function describeStart({ config, parameters, stepsTotal }: Run): string {
  const size = parameters === null ? '' : ` (${formatParameters(parameters)} parameters)`
  const steps = stepsTotal === null ? '' : `, ${formatCount(stepsTotal)} steps`
  return `${config.architecture.id}${size}, ${config.objective.id}, ${config.dataset.id}: ${config.epochs} epochs${steps}`
}

function describeEnd(run: Run): string | null {
  const time = formatDuration(secondsOf(run) ?? Number.NaN)
  switch (run.state) {
    case 'done':
      return `done in ${time}${run.reason === null ? '' : `: ${run.reason}`}`
    case 'cancelled':
    case 'failed':
    case 'crashed':
    case 'interrupted':
      return `${run.state}${run.reason === null ? '' : `: ${run.reason}`}`
    default:
      return null
  }
}

/** The line of an epoch: the points that end it carry the validation accuracy. */
function describeEpoch(points: readonly MetricPoint[], run: Run | undefined): string | null {
  const last = points.findLast(({ name }) => name === 'validation-accuracy')
  if (!last) return null
  const at = (name: string): number | undefined =>
    points.findLast((point) => point.name === name && point.epoch === last.epoch)?.value
  const percent = (name: string): string => {
    const value = at(name)
    return value === undefined ? nothing : formatPercent(value)
  }
  const loss = at('validation-loss')
  const speed = at('images-per-second')
  const waited = at('data-wait-share')
  return [
    `epoch ${last.epoch}${run ? `/${run.config.epochs}` : ''}`,
    `training ${percent('train-accuracy')}`,
    `validation ${percent('validation-accuracy')}`,
    ...(at('attacked-validation-accuracy') === undefined
      ? []
      : [`attacked ${percent('attacked-validation-accuracy')}`]),
    ...(loss === undefined ? [] : [`validation loss ${formatValue(loss)}`]),
    ...(speed === undefined ? [] : [`${formatCount(speed)} images/s`]),
    // Below that it is no matter of speed.
    ...(waited === undefined || waited < 0.02 ? [] : [`${formatPercent(waited)} waiting for data`]),
  ].join(' · ')
}

function describeEvaluation({ state, correct, n, reason, checks }: Evaluation, name: string): string | null {
  if (state === 'done' && correct !== null) {
    const checked = checks.length === 0 ? '' : `; ${checksInWords(checks)}`
    return `${name}: ${formatPercent(n === 0 ? 0 : correct / n)} (${formatCount(correct)} of ${formatCount(n)}${checked})`
  }
  if (state === 'failed') return `${name}: failed${reason === null ? '' : `: ${reason}`}`
  return null
}
