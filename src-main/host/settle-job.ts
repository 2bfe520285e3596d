import { tellFault } from '../contract/faults/index.ts'
import { withHint, type AppError, type Emit, type Run } from '../contract/index.ts'
import type { JobResult } from '../engine/protocol.ts'
import type { JobState, StoredJob } from '../store/jobs.ts'
import type { HostContext } from './context.ts'
import { forgetEvaluated } from './forget-evaluated.ts'
import { removeUnkept } from './kept-files.ts'
import { describeEvaluation } from './services/describe.ts'
import { extend, findEvaluation } from './services/evaluations.ts'
import { queueAnew } from './services/queue-evaluation.ts'
import { announceRunState, cancelEvaluations, findRun } from './services/runs.ts'

/** How a job ended, as the queue saw it. */
export type Ending =
  | { readonly kind: 'result'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: AppError }
  | { readonly kind: 'crashed'; readonly error: AppError }
  /** The disk or the database does not take what it does: it waits until that is mended. */
  | { readonly kind: 'halted'; readonly error: AppError }
  /** A rule of its experiment ended it. */
  | { readonly kind: 'ruled'; readonly reason: string }
  /** Ended because someone asked for it: by name, or with the whole host. */
  | { readonly kind: 'cancelled' | 'paused' | 'interrupted' }

/** Writes a job's end, with what follows from it for the run and its evaluations. */
export function settleJob(context: HostContext, announce: Emit, job: StoredJob, ending: Ending): void {
  if (job.evaluation === null) settleTraining(context, announce, job, ending)
  else settleEvaluation(context, announce, job, job.evaluation, ending)
}

function settleTraining(context: HostContext, announce: Emit, job: StoredJob, ending: Ending): void {
  const { store, now } = context
  removeUnkept(context, job.run)
  const last = store.checkpoints.keptOfKind(job.run, 'last')
  const goesOn = last ? `Resume goes on at step ${last.step}.` : 'It had no checkpoint yet.'
  const end = (state: JobState & Run['state'], reason: string | null): void => {
    store.jobs.setState(job.id, state, reason, now())
    announceRunState(context, announce, job.run, state, reason)
    tellEnd(context, announce, job.run, ending, reason ?? 'All epochs are done.')
  }
  if (ending.kind === 'result') store.runs.setProgress(job.run, ending.result.step, ending.result.epoch)
  switch (ending.kind) {
    case 'result':
      if (ending.result.outcome === 'cancelled') return endCancelled()
      end('done', ending.result.outcome === 'early-stop' ? `Stopped early after epoch ${ending.result.epoch}.` : null)
      if (last) assignCheckpoint(context, announce, job.run, last.id)
      else cancelEvaluations(context, announce, job.run, 'The run left no checkpoint.', 'waiting')
      return
    case 'cancelled':
      return endCancelled()
    case 'ruled':
      end('cancelled', `${ending.reason} ${goesOn}`)
      cancelEvaluations(context, announce, job.run, 'A rule of its experiment ended the run.', 'waiting')
      return
    case 'failed':
      end('failed', withHint(ending.error))
      cancelEvaluations(context, announce, job.run, 'The run failed.', 'waiting')
      return
    case 'crashed':
      end('crashed', tellFault('run-crashed', { reason: ending.error.message, goesOn }).message)
      if (!last)
        cancelEvaluations(context, announce, job.run, 'The run crashed before its first checkpoint.', 'waiting')
      return
    case 'halted':
      end('interrupted', tellFault('run-without-disk', { reason: ending.error.message, goesOn }).message)
      if (!last) cancelEvaluations(context, announce, job.run, 'The run ended before its first checkpoint.', 'waiting')
      return
    case 'paused':
    case 'interrupted':
      // Without a checkpoint (the host ended before it was written) nothing is held that Resume could go on from.
      if (ending.kind === 'paused' && last) return endPaused(last.step)
      end(
        'interrupted',
        ending.kind === 'paused' ? `Paused. ${goesOn}` : tellFault('run-interrupted', { goesOn }).message,
      )
      if (!last) {
        cancelEvaluations(context, announce, job.run, 'The run was interrupted before its first checkpoint.', 'waiting')
      }
      return
  }

  function endPaused(step: number): void {
    const reason = `Paused. Resume goes on at step ${step}.`
    store.jobs.setState(job.id, 'cancelled', reason, now())
    announceRunState(context, announce, job.run, 'paused', reason)
    tellEnd(context, announce, job.run, ending, reason)
  }

  function endCancelled(): void {
    end('cancelled', `Cancelled. ${goesOn}`)
    cancelEvaluations(context, announce, job.run, 'The run was cancelled.', 'waiting')
  }
}

/** What went wrong, and what a person can do. */

function tellEnd(context: HostContext, announce: Emit, run: string, ending: Ending, message: string): void {
  const isNotANumber = ending.kind === 'failed' && ending.error.code === 'not-a-number'
  const { step } = findRun(context, run)
  const kind = isNotANumber ? 'not-a-number' : ending.kind === 'ruled' ? 'stop-rule' : 'ended'
  const event = { run, step, kind, message, at: context.now() } as const
  context.store.events.insert(event)
  announce('runs', 'happened', event)
}

/** The run is done: its waiting evaluations can start. One that is there already is not made twice. */
function assignCheckpoint(context: HostContext, announce: Emit, run: string, checkpoint: number): void {
  const { store } = context
  for (const evaluation of store.evaluations.ofRun(run)) {
    if (evaluation.state !== 'queued' || evaluation.checkpoint !== null) continue
    const known = store.evaluations.find(checkpoint, evaluation.split, evaluation.condition)
    if (known) {
      store.evaluations.remove(evaluation.id)
      const isThere = known.state === 'done' && known.n >= evaluation.n
      if (known.state === 'queued') extend(context, announce, known, evaluation.n)
      else if (known.state !== 'running' && !isThere) queueAnew(context, announce, known, evaluation.n)
      continue
    }
    store.evaluations.setCheckpoint(evaluation.id, checkpoint)
    announce('evaluations', 'changed', describeEvaluation({ ...evaluation, checkpoint }))
  }
}

function settleEvaluation(context: HostContext, announce: Emit, job: StoredJob, id: number, ending: Ending): void {
  const { store, now } = context
  const end = (jobState: JobState, state: 'queued' | 'cancelled' | 'failed', reason: string | null): void => {
    // Another attempt goes on behind what was predicted; where that failed, it may be wrong.
    const begun = jobState === 'failed' ? 0 : store.predictions.measure(id).n
    if (begun === 0) forgetEvaluated(context, id)
    store.evaluations.setBegun(id, begun)
    store.evaluations.putChecks(id, [])
    store.jobs.setState(job.id, jobState, reason, now())
    store.evaluations.setState(id, state, reason)
  }
  const finish = (): void => {
    const startedAt = store.jobs.startedAt(job.id) ?? now()
    const { n, correct, correctTop5, meanLoss } = store.predictions.measure(id)
    // Of no images, an accuracy would be told as 0 %.
    if (n === 0) return end('failed', 'failed', 'It saw no image: its condition suits none of them any more.')
    // Of this attempt, and of those before for what it did not see again.
    const seconds = Math.max(0, now() - startedAt) / 1000 + store.evaluatedParts.secondsBefore(id, startedAt)
    store.evaluatedParts.remove(id)
    store.evaluations.finish(id, { n, correct, correctTop5, meanLoss, seconds })
    store.jobs.setState(job.id, 'done', null, now())
  }
  switch (ending.kind) {
    case 'result':
      if (ending.result.outcome === 'cancelled') end('cancelled', 'cancelled', 'Cancelled.')
      else finish()
      break
    case 'cancelled':
    case 'ruled':
      end('cancelled', 'cancelled', 'Cancelled.')
      break
    case 'paused':
    case 'interrupted':
    case 'halted':
      end('queued', 'queued', null)
      break
    case 'failed':
      end('failed', 'failed', withHint(ending.error))
      break
    case 'crashed':
      end('crashed', 'failed', ending.error.message)
      break
  }
  announce('evaluations', 'changed', describeEvaluation(findEvaluation(context, String(id))))
}
