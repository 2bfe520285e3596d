import type { Emit, Evaluation } from '../../contract/index.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { describeEvaluation } from './describe.ts'

type Context = Pick<HostContext, 'store' | 'now'>

/** Puts it behind the jobs that wait. */
export function queueEvaluation({ store, now }: Context, announce: Emit, evaluation: StoredEvaluation): Evaluation {
  const { id, run } = evaluation
  store.jobs.queue({ lane: 'training', kind: 'evaluate', run, evaluation: id, at: now() })
  const queued = describeEvaluation(evaluation)
  announce('evaluations', 'changed', queued)
  return queued
}

/**
 * The same for one that ended, on so many images, or as many as it was of where it is done or came further than that.
 * Rows that it has stay until new ones take their place.
 */
export function queueAnew(context: Context, announce: Emit, evaluation: StoredEvaluation, n: number): Evaluation {
  const { id, state, begun } = evaluation
  const images = state === 'done' || begun > n ? Math.max(n, evaluation.n) : n
  return queueEvaluation(context, announce, context.store.evaluations.askAnew(id, images))
}
