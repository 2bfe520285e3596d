import type { Progress, QueuedJob, Run, RunState } from '../contract/index.ts'

/** What the host works at, as far as the system is to know. */
export interface Work {
  readonly isActive: boolean
  /** Share of the queue's jobs since it was last empty, in [0, 1]; null where nothing runs. */
  readonly done: number | null
}

export interface WorkWatch {
  readonly work: Work
  /** Takes one event of the host. Returns the run where it says that one has come to its end by itself. */
  hear(path: string, payload: unknown): Run | null
  /** The queue as the host has it when we come to it; empty when the host is gone. */
  begin(jobs: readonly QueuedJob[]): void
}

/** The host's events that {@link WorkWatch.hear} wants. */
export const workEvents = ['runs.changed', 'system.queueChanged', 'system.progress'] as const

const idle: Work = { isActive: false, done: null }
const underWay: ReadonlySet<RunState> = new Set(['queued', 'preparing', 'running'])
/** Others are what a person asked for, or a host that ended, which is said elsewhere. */
const ends: ReadonlySet<RunState> = new Set(['done', 'failed', 'crashed'])

export function watchWork(): WorkWatch {
  const states = new Map<string, RunState>()
  let jobs: readonly QueuedJob[] = []
  let finished = 0
  let share = 0

  const running = (): QueuedJob | undefined => jobs.find(({ state }) => state === 'running')
  const setJobs = (next: readonly QueuedJob[]): void => {
    const left = new Set(next.map(({ id }) => id))
    finished = next.length === 0 ? 0 : finished + jobs.filter(({ id }) => !left.has(id)).length
    if (next.find(({ state }) => state === 'running')?.id !== running()?.id) share = 0
    jobs = next
  }
  return {
    get work() {
      return running() ? { isActive: true, done: (finished + share) / (finished + jobs.length) } : idle
    },
    begin(next) {
      finished = 0
      share = 0
      jobs = next
    },
    hear(path, payload) {
      if (path === 'system.queueChanged') setJobs(payload as QueuedJob[])
      else if (path === 'system.progress') {
        const { subject, done, total } = payload as Progress
        const job = running()
        if (job && subject === (job.evaluation ?? job.run)) share = total > 0 ? Math.min(1, done / total) : 0
      } else if (path === 'runs.changed') {
        const run = payload as Run
        const before = states.get(run.id)
        states.set(run.id, run.state)
        if (before !== undefined && underWay.has(before) && ends.has(run.state)) return run
      }
      return null
    },
  }
}
