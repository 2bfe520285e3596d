import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'

/** Of a run on validation images, whatever the checkpoint; in the order in which they ended. */
export function finishedEvaluations({ store }: Pick<HostContext, 'store'>, run: string): StoredEvaluation[] {
  return store.evaluations
    .ofRun(run)
    .filter(({ state, split }) => state === 'done' && split === 'validation')
    .map((evaluation) => ({ evaluation, endedAt: store.jobs.doneAt(evaluation.id) ?? evaluation.createdAt }))
    .toSorted((a, b) => a.endedAt - b.endedAt)
    .map(({ evaluation }) => evaluation)
}

/** Those of the run's last checkpoint, as it stands now: one a condition, and all of the same weights. */
export function evaluationsOfLast(context: Pick<HostContext, 'store'>, run: string): StoredEvaluation[] {
  const last = context.store.checkpoints.keptOfKind(run, 'last')
  return last ? finishedEvaluations(context, run).filter(({ checkpoint }) => checkpoint === last.id) : []
}
