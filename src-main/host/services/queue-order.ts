import { AppError, type QueuedJob } from '../../contract/index.ts'
import type { Store } from '../../store/store.ts'
import type { HostContext } from '../context.ts'

const lane = 'training'

/** What runs, then what waits, in its order. */
export function describeQueue({ jobs }: Pick<Store, 'jobs'>): QueuedJob[] {
  return [...jobs.running(lane), ...jobs.queued(lane)].map(({ id, kind, run, evaluation, state }) => ({
    id,
    kind,
    run,
    evaluation: evaluation === null ? null : String(evaluation),
    state: state === 'running' ? 'running' : 'queued',
  }))
}

/** Puts a queued job before another one, or at the end. */
export function moveJob({ store, journal }: HostContext, id: number, before: number | null): QueuedJob[] {
  return journal(() => {
    const ids = store.jobs.queued(lane).map((job) => job.id)
    for (const wanted of before === null ? [id] : [id, before]) {
      if (!ids.includes(wanted)) throw notQueued(store, wanted)
    }
    const others = ids.filter((other) => other !== id)
    const at = before === null || before === id ? -1 : others.indexOf(before)
    if (before !== id) store.jobs.reorder(at < 0 ? [...others, id] : others.toSpliced(at, 0, id))
    return describeQueue(store)
  })
}

function notQueued({ jobs }: Pick<Store, 'jobs'>, id: number): AppError {
  const job = jobs.get(id)
  if (!job) return new AppError('not-found', `There is no job ${id}.`)
  const what = job.state === 'running' ? 'runs already' : `is ${job.state}`
  return new AppError('conflict', `Only what waits in the queue can be moved: job ${id} ${what}.`)
}
