import { AppError, importSourceTitles, isUnderWay, type Emit, type Run } from '../../contract/index.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import { describeEvaluation, describeRun, describeRuns } from './describe.ts'
import { queueAnew } from './queue-evaluation.ts'

export function findRun({ store }: Pick<HostContext, 'store'>, id: string): StoredRun {
  const run = store.runs.get(id)
  if (run) return run
  throw new AppError('not-found', `There is no run "${id}".`, { hint: '"adversarium runs" lists all runs.' })
}

export function listRuns(context: HostContext, filter: { experiment?: string | undefined; limit: number }): Run[] {
  const { store } = context
  const rows =
    filter.experiment === undefined
      ? store.runs.list(filter.limit)
      : store.runs.ofExperiment(filter.experiment, filter.limit)
  return describeRuns(context, rows)
}

/** Queues the training again; it goes on from the newest checkpoint. Its evaluations follow it. */
export function resumeRun(context: HostContext, queue: Pick<Queue, 'wake'>, id: string): Run {
  const run = findRun(context, id)
  refuseTrashed(run, 'resumed')
  refuseImported(context, run, 'resumed')
  // One that was taken out of the queue before it began goes into it again.
  const isUnbegun = run.state === 'cancelled' && run.startedAt === null
  if (!isUnbegun && !describeRun(context, run).isResumable) throw notResumable(run)
  const resumed = queueTraining(context, id)
  queue.wake({ unpause: true })
  return resumed
}

/** Throws `conflict` where the run was trained elsewhere: only its values are here. */
export function refuseImported({ store }: Pick<HostContext, 'store'>, run: StoredRun, what: string): void {
  const imported = store.importedRuns.ofRun(run.id)
  if (!imported) return
  const source = importSourceTitles[imported.source]
  throw new AppError('conflict', `"${run.name}" was imported from ${source}, without weights: it cannot be ${what}.`)
}

/** Queues the training of a run that ended early, and its evaluations behind it. Without a checkpoint it begins anew. */
export function queueTraining(context: HostContext, id: string): Run {
  return context.journal((announce) => {
    const at = context.now()
    context.store.jobs.queue({ lane: 'training', kind: 'train', run: id, evaluation: null, at })
    requeueEvaluations(context, announce, id)
    return announceRunState(context, announce, id, 'queued', null)
  })
}

/** Throws `conflict` where the run lies in the trash. */
export function refuseTrashed(run: StoredRun, what: string): void {
  if (run.trashedAt === null) return
  throw new AppError('conflict', `"${run.name}" is in the trash: it cannot be ${what}.`, {
    hint: 'Take it out of the trash first.',
  })
}

/** Lets a training write its checkpoint and frees the lane; Resume goes on from there. */
export function pauseRun(context: HostContext, queue: Pick<Queue, 'pause'>, id: string): null {
  const run = findRun(context, id)
  if (['preparing', 'running'].includes(run.state) && queue.pause(run.id)) return null
  const hint = run.state === 'queued' ? 'Move it in the queue, or cancel it.' : undefined
  throw new AppError('conflict', `Only a training that runs can be paused: "${run.name}" is ${run.state}.`, { hint })
}

function notResumable(run: StoredRun): AppError {
  if (isUnderWay(run.state) || run.state === 'done') {
    return new AppError('conflict', `Only a run that ended early can be resumed: "${run.name}" is ${run.state}.`)
  }
  return new AppError('conflict', `"${run.name}" was ${run.state} before its first checkpoint: it cannot be resumed.`, {
    hint: 'Launch it again.',
  })
}

/** Those that waited for the run, and those that were given up when it ended early, move behind its new job. */
function requeueEvaluations(context: HostContext, announce: Emit, run: string): void {
  const { store, now } = context
  const at = now()
  for (const job of store.jobs.ofRun(run, 'queued')) {
    const evaluation = job.evaluation === null ? undefined : store.evaluations.get(job.evaluation)
    if (evaluation?.checkpoint === null) store.jobs.setState(job.id, 'cancelled', 'The run was resumed.', at)
  }
  for (const evaluation of store.evaluations.ofRun(run)) {
    if (evaluation.checkpoint !== null || !['queued', 'cancelled'].includes(evaluation.state)) continue
    queueAnew(context, announce, evaluation, evaluation.n)
  }
}

/** Ends what the run still has to do. A run that ended already stays as it is. */
export function cancelRun(context: HostContext, queue: Pick<Queue, 'cancel'>, id: string, now: boolean): null {
  const run = findRun(context, id)
  context.journal((announce) => {
    for (const job of context.store.jobs.ofRun(id, 'queued')) {
      if (job.kind === 'train') {
        context.store.jobs.setState(job.id, 'cancelled', null, context.now())
        announceRunState(context, announce, id, 'cancelled', 'Cancelled while it waited in the queue.')
      }
    }
    if (run.state === 'paused') {
      announceRunState(context, announce, id, 'cancelled', run.reason?.replace('Paused.', 'Cancelled.') ?? 'Cancelled.')
    }
    cancelEvaluations(context, announce, id, 'Cancelled with the run.', 'all')
  })
  queue.cancel(run.id, { now })
  return null
}

/** Takes one evaluation out of the queue, or ends the one that runs. */
export function cancelEvaluation(
  context: HostContext,
  queue: Pick<Queue, 'cancel'>,
  { id, run, state }: StoredEvaluation,
): null {
  if (state === 'running') queue.cancel(run, { now: false })
  else if (state === 'queued') {
    context.journal((announce) => cancelQueued(context, announce, run, 'Taken out of the queue.', (it) => it.id === id))
  }
  return null
}

/** Cancels queued evaluations: all of them, or those that still wait for the run to end. */
export function cancelEvaluations(
  context: Pick<HostContext, 'store' | 'now'>,
  announce: Emit,
  run: string,
  reason: string,
  which: 'all' | 'waiting',
): void {
  cancelQueued(context, announce, run, reason, ({ checkpoint }) => which === 'all' || checkpoint === null)
}

/** Takes those that are meant out of the queue. */
export function cancelQueued(
  { store, now }: Pick<HostContext, 'store' | 'now'>,
  announce: Emit,
  run: string,
  reason: string,
  isMeant: (evaluation: StoredEvaluation) => boolean,
): void {
  for (const job of store.jobs.ofRun(run, 'queued')) {
    const evaluation = job.evaluation === null ? undefined : store.evaluations.get(job.evaluation)
    if (!evaluation || !isMeant(evaluation)) continue
    store.jobs.setState(job.id, 'cancelled', reason, now())
    store.evaluations.setState(evaluation.id, 'cancelled', reason)
    announce('evaluations', 'changed', describeEvaluation({ ...evaluation, state: 'cancelled', reason }))
  }
}

export function announceRunState(
  context: Pick<HostContext, 'store' | 'now'>,
  announce: Emit,
  id: string,
  state: Run['state'],
  reason: string | null,
): Run {
  context.store.runs.setState(id, state, reason, context.now())
  const run = describeRun(context, findRun(context, id))
  announce('runs', 'changed', run)
  return run
}
