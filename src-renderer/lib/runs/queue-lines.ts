import {
  checkUnderWay,
  type Catalog,
  type Evaluation,
  type Progress,
  type QueuedJob,
  type Run,
} from '../../../src-main/contract/index.ts'
import { duration } from '../format.ts'
import { fractionOf } from '../fraction-of.ts'
import { conditionLabel } from '../methods.ts'
import { fractionDone, remainingMs } from './run-progress.ts'

/** A job of the queue as a person reads it. */
export interface QueueLine {
  readonly job: QueuedJob
  readonly run: Run | undefined
  /** The run's name, or what it is evaluated under. */
  readonly title: string
  /** In [0, 1] while it runs and something is known. */
  readonly fraction: number | null
  /** "≈4 min left", the check that an evaluation is at, or empty. */
  readonly status: string
}

export interface QueueSources {
  readonly queue: readonly QueuedJob[]
  readonly runs: ReadonlyMap<string, Run>
  readonly evaluations: ReadonlyMap<string, Evaluation>
  readonly progress: ReadonlyMap<string, Progress>
  readonly catalog: Catalog | null
  readonly now: number
}

/** The running job first, then the waiting ones in their order. */
export function queueLines({ queue, runs, evaluations, progress, catalog, now }: QueueSources): QueueLine[] {
  const running = queue.filter((job) => job.state === 'running')
  const waiting = queue.filter((job) => job.state !== 'running')
  return [...running, ...waiting].map((job) => {
    const run = runs.get(job.run)
    const name = run?.name ?? 'a run'
    const evaluation = job.evaluation === null ? undefined : evaluations.get(job.evaluation)
    if (job.kind === 'train') {
      const left = run && job.state === 'running' ? remainingMs(run, now) : null
      return {
        job,
        run,
        title: name,
        fraction: job.state === 'running' && run ? fractionDone(run) : null,
        status: left === null ? '' : `≈${duration(left)} left`,
      }
    }
    const label = evaluation ? conditionLabel(catalog, evaluation.condition) : { title: 'evaluation', detail: '' }
    const step = job.evaluation === null ? undefined : progress.get(job.evaluation)
    return {
      job,
      run,
      title: `${name} · ${[label.title, label.detail].filter(Boolean).join(' ')}`,
      fraction: job.state === 'running' ? fractionOf(step) : null,
      status: (job.state === 'running' && step && evaluation && checkUnderWay(step, evaluation)) || '',
    }
  })
}

/** Before which job a waiting one goes to stand one place earlier or later; undefined where it cannot. */
export function placeBefore(lines: readonly QueueLine[], id: number, by: -1 | 1): number | null | undefined {
  const waiting = lines.filter(({ job }) => job.state === 'queued').map(({ job }) => job.id)
  const at = waiting.indexOf(id)
  if (at < 0 || at + by < 0 || at + by >= waiting.length) return undefined
  return (by < 0 ? waiting[at - 1] : waiting[at + 2]) ?? null
}
