import { AppError, type QueuedJob } from '../../contract/index.ts'
import type { Store } from '../../store/store.ts'
import type { HostContext } from '../context.ts'

const lane = 'training'

/** What runs, then what waits, in its order. */
export function describeQueue({ jobs }: Pick<Store, 'jobs'>): QueuedJob[] {
  return [...jobs.running(lane), ...jobs.queued(lane)].map(({ id, kind, run, evaluation, state, priority }) => ({
    id,
    kind,
    run,
    evaluation: evaluation === null ? null : String(evaluation),
    state: state === 'running' ? 'running' : 'queued',
    priority,
  }))
}

/** Puts a queued job before another one, or at the end, with the priority of the jobs there. */
export function moveJob({ store, journal }: HostContext, id: number, before: number | null): QueuedJob[] {
  return journal(() => {
    const jobs = store.jobs.queued(lane)
    const ids = jobs.map((job) => job.id)
    for (const wanted of before === null ? [id] : [id, before]) {
      if (!ids.includes(wanted)) throw notQueued(store, wanted)
    }
    const others = ids.filter((other) => other !== id)
    const at = before === null || before === id ? -1 : others.indexOf(before)
    if (before !== id) {
      const neighbour = jobs.findLast((job) => job.id === before || (before === null && job.id !== id))
      if (neighbour) store.jobs.setPriority(id, neighbour.priority)
      store.jobs.reorder(at < 0 ? [...others, id] : others.toSpliced(at, 0, id))
    }
    return describeQueue(store)
  })
}

/** Gives queued jobs a priority, behind the others that have it; with a training go the evaluations that wait for it. */
export function setPriority({ store, journal }: HostContext, ids: readonly number[], priority: number): QueuedJob[] {
  return journal(() => {
    const jobs = store.jobs.queued(lane)
    const asked = new Set(ids)
    for (const id of ids) if (!jobs.some((job) => job.id === id)) throw notQueued(store, id)
    const runs = new Set(jobs.filter(({ id, kind }) => kind === 'train' && asked.has(id)).map(({ run }) => run))
    const moved = jobs.filter(({ id, run }) => asked.has(id) || runs.has(run))
    for (const { id } of moved) store.jobs.setPriority(id, priority)
    store.jobs.reorder([...jobs.filter((job) => !moved.includes(job)), ...moved].map(({ id }) => id))
    return describeQueue(store)
  })
}

function notQueued({ jobs }: Pick<Store, 'jobs'>, id: number): AppError {
  const job = jobs.get(id)
  if (!job) return new AppError('not-found', `There is no job ${id}.`)
  const what = job.state === 'running' ? 'runs already' : `is ${job.state}`
  return new AppError('conflict', `Only what waits in the queue can be moved: job ${id} ${what}.`)
}
